"""One frame in, happenings out: detector, events and frame cache joined, without Qt or threads."""
