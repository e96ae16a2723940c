"""A stored session as a file for other programs: tables, subtitles, annotations, clips, training data."""
