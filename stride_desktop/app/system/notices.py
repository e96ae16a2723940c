"""One road from any error to the user.

Whatever goes wrong becomes a Notice here. The window shows notices in its banner; a fault, which
nobody expected, also opens a dialog. Nothing else in the program opens message boxes for errors.
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
    """One thing to tell: what happened and what to do. diagnostics: only for faults.

    topic: of several notices with the same only the newest is shown. again: it is shown only in place of
    one of its topic that is still there.
    """

    level: Level
    what: str
    remedy: str = ""
    diagnostics: str = ""
    button: NoticeButton | None = None
    topic: str = ""
    again: bool = False


class Notifications(QObject):
    """The collector of the window's notices. `posted` carries a Notice, `withdrawn` a topic."""

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
        """Say something that needs no action, or offers one. topic, again: as in Notice."""
        notice = Notice(Level.INFORMATION, what, remedy, button=button, topic=topic, again=again)
        self.posted.emit(notice)

    def withdraw(self, topic: str) -> None:
        """Withdraw the notice about a topic."""
        self.withdrawn.emit(topic)

    def warn(self, error: StrideError, topic: str = "") -> None:
        """Something is not as asked for, but work goes on. topic: as in Notice."""
        self._post(Level.WARNING, error, topic)

    def fail(self, error: StrideError) -> None:
        """Something that was asked for did not work."""
        self._post(Level.ERROR, error)

    def fault(self, diagnostics: str) -> None:
        """The program itself is wrong."""
        what = "Something went wrong inside Stride Desktop."
        remedy = "What you see may be incomplete. If it happens again, please report it."
        self.posted.emit(Notice(Level.FAULT, what, remedy, diagnostics))

    def _post(self, level: Level, error: StrideError, topic: str = "") -> None:
        logger.warning("%s %s", type(error).__name__, error.detail)
        self.posted.emit(Notice(level, error.what, error.remedy, topic=topic))
