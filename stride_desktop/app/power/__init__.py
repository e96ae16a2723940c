"""Watching less, or not at all, while the computer runs on battery or its screen is locked."""
