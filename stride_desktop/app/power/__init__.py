"""Detecting less, or not at all, on battery or while the screen is locked."""
