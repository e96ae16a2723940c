"""Exports a stored session for other programs: tables, subtitles, annotations, clips, training data."""
