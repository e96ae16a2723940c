"""Deletes the last minutes of what is watched, once the user has confirmed it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.look.confirm import confirmed
from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.core.responder_settings import ResponderSettings
from stride_desktop.responders.kinds import foreign_host


def ask_to_delete(
    live: LiveController, clock: DisplayClock, window: QWidget, responder: ResponderSettings, seconds: float
) -> None:
    """Delete the last `seconds`, and those that pass until the user confirms it.

    responder: to which frames of that time may have been sent.
    """
    if live.seen is None:
        return
    first, newest = live.seen
    since = newest - seconds
    beginning = f" watching began, at {clock.text(first)}," if since <= first else f" {clock.text(since)}"
    question = f"Everything since{beginning} is deleted."
    consequences = (
        "The pictures, decisions, spans and answers of that time go from the window, from memory and "
        "from the disk. Watching goes on. This cannot be undone."
    )
    if host := foreign_host(responder):
        consequences += f" What was already sent to {host} cannot be deleted there."
    if confirmed(window, "Delete the last minutes?", question, consequences, "&Delete"):
        live.delete_since(since)
