"""What a card says about how far its answer has come."""

from __future__ import annotations

from stride_desktop.app.chat.answer import CardState
from stride_desktop.app.chat.saying import Saying


def status_words(saying: Saying) -> str:
    """One line, or empty when the answer speaks for itself."""
    match saying.state:
        case CardState.WAITING:
            return saying.preparing or ("Thinking…" if saying.thinking else "Waiting…")
        case CardState.ANSWERING:
            return "Answering…"
        case CardState.FAILED:
            return f"Failed: {saying.failure}"
        case CardState.HELD | CardState.STOPPED:
            return saying.failure
        case CardState.DONE:
            return saying.cut_off or ("" if saying.text else "No answer was given.")
