"""The review desk: what waits for whom, and the page on which one visualisation is reviewed."""
