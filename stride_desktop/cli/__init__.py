"""The command line: the same pipeline in a loop."""
