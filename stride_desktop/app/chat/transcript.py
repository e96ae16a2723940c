"""The conversation as text, to save or copy."""

from __future__ import annotations

from collections.abc import Iterable

from stride_desktop.app.chat.card import CardWidget
from stride_desktop.app.chat.note import Note
from stride_desktop.core.answers import AnswerState


def transcript(parts: Iterable[CardWidget | Note]) -> str:
    """Markdown of notes and cards, oldest first; of a card every answer that it had."""
    return "\n\n".join(filter(None, (_of_part(part) for part in parts))) + "\n"


def _of_part(part: CardWidget | Note) -> str:
    if isinstance(part, Note):
        return f"*{part.text}*"
    said = [f"### {part.card.when_text} · {part.card.query}"]
    for page in part.pages:
        why = page.status if page.state in (AnswerState.HELD, AnswerState.STOPPED) else page.failure
        words = "\n\n".join(filter(None, (page.text.strip(), page.cut_off, why)))
        if words:
            said.append(f"{page.answer.responder or part.card.responder}:\n\n{words}")
    return "\n\n".join(said)
