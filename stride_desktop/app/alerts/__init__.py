"""Alerts while the window is not in front: notifications, a sound, and the icon in the notification area."""
