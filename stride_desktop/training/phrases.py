"""Wordings of requests. Some openings and some verbs are kept for evaluation only."""

from __future__ import annotations

import numpy as np

from stride_desktop.training.conditions import Condition, Family, Request
from stride_desktop.training.foreign import foreign_clause
from stride_desktop.training.wordings import (
    COLOUR_WORDS,
    DIALOG,
    FUNCTION_WORDS,
    GENERIC,
    HELD_OUT_NOUN_OPENINGS,
    HELD_OUT_OPENINGS,
    HELD_OUT_OTHER,
    NOUN_OPENINGS,
    OPENINGS,
    OTHER,
    SHAPE_WORDS,
    TOAST,
    WORDINGS,
    words,
)

_UNHEARD = 0.25
"""Share of the training's openings that are no real ones, so that the rest of a request is what counts."""
_SYLLABLES = words(
    "ba|be|co|da|du|fe|ga|hi|jo|ka|la|lo|ma|mi|na|no|pa|po|ra|ri|sa|so|ta|te|to|tri|tu|va|ver|wa|wi"
)


def edges(family: Family) -> tuple[bool, ...]:
    """Which edges of a family have wordings: False its beginning, True its end."""
    return tuple(ends for ends in (False, True) if (family, ends) in WORDINGS)


def phrase(rng: np.random.Generator, condition: Condition, ends: bool, held_out: bool = False) -> Request:
    """A request in words.

    held_out: use an opening and a verb that training never sees, in plain casing.
    """
    if condition.family is Family.OTHER:
        return Request(_styled(rng, _foreign(rng, held_out), held_out), condition, ends)
    wording = WORDINGS[condition.family, ends]
    if rng.random() < (0.2 if held_out else 0.35):
        opening = _pick(rng, HELD_OUT_NOUN_OPENINGS if held_out else NOUN_OPENINGS)
        text = opening.replace("{n}", _pick(rng, wording.nouns))
    else:
        verb = _pick(rng, wording.held_out if held_out else wording.verbs)
        subject = _pick(rng, wording.subjects)
        text = _opening(rng, held_out).replace("{c}", f"{subject} {verb}")
    return Request(_styled(rng, _filled(rng, text, condition), held_out), condition, ends)


def _foreign(rng: np.random.Generator, held_out: bool) -> str:
    """A request for something that the model does not know."""
    if rng.random() < 0.3:
        return _pick(rng, HELD_OUT_OTHER if held_out else OTHER)
    clause, whole = foreign_clause(rng, held_out)
    return clause if whole else _opening(rng, held_out).replace("{c}", clause)


def _opening(rng: np.random.Generator, held_out: bool) -> str:
    """How a request begins, with "{c}" where its clause goes."""
    if held_out or rng.random() >= _UNHEARD:
        return _pick(rng, HELD_OUT_OPENINGS if held_out else OPENINGS)
    count = int(rng.integers(1, 6))
    before = [_pick(rng, FUNCTION_WORDS) if rng.random() < 0.6 else _no_word(rng) for _ in range(count)]
    after = [_no_word(rng)] if rng.random() < 0.2 else []
    return " ".join([*before, "{c}", *after])


def _no_word(rng: np.random.Generator) -> str:
    """Syllables that look like a word that was never seen."""
    return "".join(_pick(rng, _SYLLABLES) for _ in range(int(rng.integers(2, 4))))


def _filled(rng: np.random.Generator, text: str, condition: Condition) -> str:
    """Replace the slots of a template by the condition's words."""
    if "{o}" in text:
        colour = _pick(rng, COLOUR_WORDS.get(condition.colour, (condition.colour,)))
        shapes = SHAPE_WORDS.get(condition.shape, (condition.shape,)) if rng.random() < 0.7 else GENERIC
        text = text.replace("{o}", f"{colour} {_pick(rng, shapes)}")
        text = text.replace("a orange", "an orange")
    if "{d}" in text:
        text = text.replace("{d}", _pick(rng, TOAST if condition.shape == "toast" else DIALOG))
    return text.replace("{k}", condition.colour)


def _styled(rng: np.random.Generator, text: str, held_out: bool) -> str:
    """Casing and punctuation as people type them."""
    if not held_out and rng.random() < 0.06:
        text = _mistyped(rng, text)
    draw = rng.random()
    if held_out or draw < 0.4:
        text = text[:1].upper() + text[1:]
    elif draw < 0.46:
        text = text.upper()
    if rng.random() < 0.3 and not text.endswith("?"):
        text += "."
    return text


def _mistyped(rng: np.random.Generator, text: str) -> str:
    """A letter left out, doubled or swapped with the next."""
    at = int(rng.integers(1, max(len(text) - 1, 2)))
    kind = rng.integers(3)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at - 1 : at] + text[at:]
    return text[: at - 1] + text[at : at + 1] + text[at - 1 : at] + text[at + 1 :]


def _pick(rng: np.random.Generator, items: tuple[str, ...] | list[str]) -> str:
    return items[int(rng.integers(len(items)))]
