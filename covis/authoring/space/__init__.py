"""Three dimensions: the Scene, and how it is projected. Its marks are in marks/space.py."""
