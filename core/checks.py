"""System checks of the ground floor."""
