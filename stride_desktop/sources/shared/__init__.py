"""Screens and windows that a Wayland desktop shares: its ScreenCast portal, and PipeWire for the pixels."""
