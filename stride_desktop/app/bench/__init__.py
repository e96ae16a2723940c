"""Measures the program on generated material."""
