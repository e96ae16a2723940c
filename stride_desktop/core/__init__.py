"""The domain types and rules: frames, slots, segments, events. Standard library and NumPy only."""
