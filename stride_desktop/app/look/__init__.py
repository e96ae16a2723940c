"""Appearance of the window: widgets and styles that do not depend on what is watched."""
