"""Stored sessions: one folder on disk for each, readable by its owner alone."""
