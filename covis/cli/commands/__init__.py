"""One file for each command, or for each family of commands. Importing a file adds its commands to the program."""
