"""Rendered streams with known events, and the training of the built-in model."""
