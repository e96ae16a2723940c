"""The vocabulary and the rules: frames, slots, segments, events. Standard library and NumPy only."""
