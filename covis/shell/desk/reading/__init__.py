"""What is read on the desk before a verdict: the open requests, the evidence, what changed."""
