"""Notices: the one way from any error to the user.

The window shows notices in its banner; a fault, which is an unexpected error, also opens a dialog. Nothing
else in the program opens message boxes for errors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, Signal

from stride_desktop.app.system.crash import logger
from stride_desktop.core.errors import StrideError


class Level(Enum):
    """Severity of a notice."""

    INFORMATION = "information"
    WARNING = "warning"
    ERROR = "error"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class NoticeButton:
    """A button of a notice, which does something about it. text: its label."""

    text: str
    run: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Notice:
    """What happened and what to do. diagnostics: only for faults.

    topic: of several notices with the same topic only the newest is shown. again: show it only in place of a
    notice of its topic that is still shown.
    """

    level: Level
    what: str
    remedy: str = ""
    diagnostics: str = ""
    button: NoticeButton | None = None
    topic: str = ""
    again: bool = False


class Notifications(QObject):
    """Posts notices to the window. `posted(Notice)`, `withdrawn(topic)`."""

    posted = Signal(object)
    withdrawn = Signal(str)

    def inform(
        self,
        what: str,
        remedy: str = "",
        button: NoticeButton | None = None,
        topic: str = "",
        again: bool = False,
    ) -> None:
        """Post information, with a button if something can be done. topic, again: as in Notice."""
        notice = Notice(Level.INFORMATION, what, remedy, button=button, topic=topic, again=again)
        self.posted.emit(notice)

    def withdraw(self, topic: str) -> None:
        """Withdraw the notice about a topic."""
        self.withdrawn.emit(topic)

    def warn(self, error: StrideError, topic: str = "") -> None:
        """Post a problem that does not stop the work. topic: as in Notice."""
        self._post(Level.WARNING, error, topic)

    def fail(self, error: StrideError) -> None:
        """Post the failure of something that the user asked for."""
        self._post(Level.ERROR, error)

    def fault(self, diagnostics: str) -> None:
        """Post a fault of the program itself."""
        what = "Something went wrong inside Stride Desktop."
        remedy = "What you see may be incomplete. If it happens again, please report it."
        self.posted.emit(Notice(Level.FAULT, what, remedy, diagnostics))

    def _post(self, level: Level, error: StrideError, topic: str = "") -> None:
        logger.warning("%s %s", type(error).__name__, error.detail)
        self.posted.emit(Notice(level, error.what, error.remedy, topic=topic))
