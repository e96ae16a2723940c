"""One frame in, updates out: detector, events and frame cache joined, without Qt or threads."""
