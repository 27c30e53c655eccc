"""Plain pages and immutable routes."""
