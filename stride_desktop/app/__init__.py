"""The window. The only package that builds widgets."""
