"""Where events are kept: files or a database, with one protocol and one way to choose."""
