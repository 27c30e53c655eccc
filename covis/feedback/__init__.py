"""What learners say about a visualisation, without names: the entries and where they are kept."""
