"""What the people who keep this repository run by hand."""
