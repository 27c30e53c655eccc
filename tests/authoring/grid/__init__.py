"""Fields on a grid against exact solutions and conservation laws."""
