"""The contract of an action: it receives an event that triggered, then its answer.

The caller decides whether an event is acted on at all (muted requests, quiet hours, the window in front); an
action decides by its own settings whether it does something. Every method is called on the caller's thread
and returns at once: an action that waits for something does so on its own thread.
"""

from __future__ import annotations

from dataclasses import dataclass

from stride_desktop.core.answers import AnswerRequest
from stride_desktop.core.settings import NotificationSettings


@dataclass(frozen=True, slots=True, eq=False)
class ActionEvent:
    """An event that triggered. key: unique among the events of all runs. when: its time in words."""

    key: str
    request: AnswerRequest
    when: str


class Action:
    """Something to be done about an event. The defaults do nothing."""

    def triggered(self, event: ActionEvent, settings: NotificationSettings) -> None:
        """The event triggered."""

    def answered(self, key: str, text: str, settings: NotificationSettings) -> None:
        """The answer to an event is complete. text: Markdown."""

    def withdrawn(self, key: str) -> None:
        """The event was retracted or deleted: remove everything that shows it.

        `triggered` may never have been called for it.
        """
