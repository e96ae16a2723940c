"""What was watched, on disk: one folder for each session, readable by nobody but its owner."""
