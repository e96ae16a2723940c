"""The timeline: what the activation model thinks of every second, and why."""

from stride_desktop.app.timeline.view import TimelineView

__all__ = ["TimelineView"]
