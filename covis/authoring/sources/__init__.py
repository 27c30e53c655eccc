"""What sources beyond closed forms are made of: the members of an ensemble, the events of a run."""
