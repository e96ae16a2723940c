"""The conversation as text, to be kept or passed on."""

from __future__ import annotations

from collections.abc import Iterable

from stride_desktop.app.chat.card import CardWidget
from stride_desktop.app.chat.note import Note


def transcript(parts: Iterable[CardWidget | Note]) -> str:
    """Markdown of notes and cards, oldest first; of a card every answer that it had."""
    return "\n\n".join(filter(None, (_of_part(part) for part in parts))) + "\n"


def _of_part(part: CardWidget | Note) -> str:
    if isinstance(part, Note):
        return f"*{part.text}*"
    said = [f"### {part.card.when_text} · {part.card.query}"]
    for saying in part.sayings:
        words = "\n\n".join(filter(None, (saying.text.strip(), saying.cut_off, saying.failure.strip())))
        if words:
            said.append(f"{saying.responder}:\n\n{words}")
    return "\n\n".join(said)
