"""Where frames come from: cameras, screens, video files."""
