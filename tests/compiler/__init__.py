"""From a plugin to a document."""
