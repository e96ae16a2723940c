"""Alerts while the window is not in front: notifications, a sound, and the icon in the notification area."""

from stride_desktop.app.alerts.controller import AlertController
from stride_desktop.app.alerts.snooze import Snooze

__all__ = ["AlertController", "Snooze"]
