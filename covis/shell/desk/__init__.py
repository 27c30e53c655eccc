"""The review desk: whose turn it is, and the page on which one visualisation is reviewed."""
