"""Who may do what, tried cell by cell of docs/permissions.md."""
