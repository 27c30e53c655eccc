"""Feedback of learners: what is kept, how much of it, and who reads it."""
