"""Telling a person who looks elsewhere: notifications, a sound, and the icon in the notification area."""

from stride_desktop.app.announcing.announcer import Announcer
from stride_desktop.app.announcing.snoozing import Snoozing

__all__ = ["Announcer", "Snoozing"]
