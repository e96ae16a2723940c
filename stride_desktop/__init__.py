"""Stride Desktop: watch a camera or a screen, and speak when the moment has come."""

__version__ = "0.1.0"
