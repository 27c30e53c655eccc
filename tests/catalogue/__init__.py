"""The catalogue: what is shown to whom, and the actions of people."""
