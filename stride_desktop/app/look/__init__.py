"""Widgets, colours and layout helpers that know nothing of Stride."""
