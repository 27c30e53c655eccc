"""Three dimensions: the Scene, its marks, and how it is projected."""
