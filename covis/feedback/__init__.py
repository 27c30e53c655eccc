"""What learners tell the team about a visualisation: the model, its stores, and the service that limits and keeps it."""
