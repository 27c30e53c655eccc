"""What the server holds: how it starts, its connections and open files, and calls that many people share."""
