"""What several pages show: cards, page layout, the runtime component, the feedback box."""
