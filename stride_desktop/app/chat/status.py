"""What a card says about how far its answer has come."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from stride_desktop.app.chat.answer import CardState
from stride_desktop.app.chat.saying import Saying


def status_words(saying: Saying) -> str:
    """One line, or empty when the answer speaks for itself."""
    match saying.state:
        case CardState.WAITING:
            return saying.preparing or (_tr("Thinking…") if saying.thinking else _tr("Waiting…"))
        case CardState.ANSWERING:
            return _tr("Answering…")
        case CardState.FAILED:
            return _tr("Failed: {why}").format(why=saying.failure)
        case CardState.HELD | CardState.STOPPED:
            return saying.failure
        case CardState.DONE:
            return saying.cut_off or ("" if saying.text else _tr("No answer was given."))


def _tr(text: str) -> str:
    return QCoreApplication.translate("CardWidget", text)
