"""The action that shows an event as a desktop notification, and later its answer's first sentence."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import replace

from stride_desktop.actions.base import Action, ActionEvent
from stride_desktop.app.alerts.alert import Alert
from stride_desktop.app.alerts.desktop_notifications import DesktopNotifications
from stride_desktop.core.settings import NotificationSettings
from stride_desktop.core.text import elided

SHOW, SNOOZE = "show", "snooze"
BUTTONS = ((SHOW, "Show"), (SNOOZE, "Snooze 15 min"))
TITLE = "The moment has come"
_SENTENCE_LETTERS = 200
_SENTENCE = re.compile(r".+?[.!?…](?=\s|$)", re.DOTALL)
_MARKS = re.compile(r"^[#>\s]+|\*+|`+")
_TITLE_LETTERS = 70
_MOST = 200
"""Number of alerts that are remembered, so that an answer can be added to them."""


class EventNotification(Action):
    """Shows one notification for each event. newest: key of the event that was shown last."""

    def __init__(self, notifications: DesktopNotifications) -> None:
        self._notifications = notifications
        self._shown: OrderedDict[str, Alert] = OrderedDict()
        self.newest = ""

    def is_shown(self, key: str) -> bool:
        """The event was shown and not withdrawn since."""
        return key in self._shown

    def triggered(self, event: ActionEvent, settings: NotificationSettings) -> None:
        """Show the request, the time and the newest frame of the evidence, unless contents are hidden."""
        if not settings.enabled:
            return
        alert = Alert(event.key, TITLE, "", buttons=BUTTONS)
        if not settings.hide_content:
            evidence = event.request.evidence
            picture = evidence[-1] if evidence else None
            alert = replace(
                alert, title=elided(event.request.query, _TITLE_LETTERS), text=event.when, picture=picture
            )
        self.newest = event.key
        self._notifications.show(alert)
        self._shown[event.key] = replace(alert, picture=None)  # large, and not needed again
        if len(self._shown) > _MOST:
            self._shown.popitem(last=False)

    def answered(self, key: str, text: str, settings: NotificationSettings) -> None:
        """Add the answer's first sentence, in place of the notification without."""
        shown = self._shown.get(key)
        if shown is None or settings.hide_content or not settings.answer:
            return
        sentence = first_sentence(text)
        if not sentence or shown.update or not shown.text:
            return  # it was added already, or the contents are hidden
        self._shown[key] = replace(shown, text=f"{shown.text}\n{sentence}", update=True)
        self._notifications.show(self._shown[key])

    def withdrawn(self, key: str) -> None:
        """Take the notification away."""
        if self._shown.pop(key, None) is not None:
            self._notifications.clear(key)


def first_sentence(answer: str) -> str:
    """The first sentence of an answer, without Markdown."""
    plain = _MARKS.sub("", answer.strip())
    paragraph = plain.split("\n\n")[0]
    match = _SENTENCE.match(paragraph)
    return elided(match[0] if match else paragraph, _SENTENCE_LETTERS)
