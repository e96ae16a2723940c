"""Interfaces to the operating system and the desktop."""
