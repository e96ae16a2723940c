"""An alert: the words, picture and buttons of a notification."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from stride_desktop.core.frames import Frame


class Channel(Enum):
    """Where alerts are shown: the desktop's notifications, the tray icon, or the task bar."""

    UNKNOWN = "unknown"
    DESKTOP = "desktop"
    TRAY = "tray"
    TASK_BAR = "task bar"


@dataclass(frozen=True, slots=True, eq=False)
class Alert:
    """A notification. key: a later alert with the same key replaces the earlier one.

    buttons: names and labels. update: only replaces a notification that is still shown; without a picture it
    keeps the picture that is shown.
    """

    key: str
    title: str
    text: str
    picture: Frame | None = None
    buttons: tuple[tuple[str, str], ...] = ()
    update: bool = False
