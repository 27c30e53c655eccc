"""registry.yaml and contributors/, and their errors at line and column."""
