"""Measures the speed of the activation engine, against rebuilding everything at every tick."""
