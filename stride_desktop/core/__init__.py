"""The domain types and rules: frames, slots, segments, events. Standard library and NumPy only."""

from stride_desktop.core.frames import Frame

__all__ = ["Frame"]
