"""Sources of frames: cameras, screens, video files."""
