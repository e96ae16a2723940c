"""A watch while it goes on."""
