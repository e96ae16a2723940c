"""Telling a person who looks elsewhere: notifications, a sound, and the icon in the notification area."""

from stride_desktop.app.alerts.controller import Announcer
from stride_desktop.app.alerts.snooze import Snoozing

__all__ = ["Announcer", "Snoozing"]
