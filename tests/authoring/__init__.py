"""What a plugin can state, and the errors it gets."""
