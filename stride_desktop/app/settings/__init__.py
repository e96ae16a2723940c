"""The settings dialog, its fields and rows, and consent to a host."""
