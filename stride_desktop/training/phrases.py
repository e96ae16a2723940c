"""Wordings of requests. Some openings and some verbs are kept for evaluation only."""

from __future__ import annotations

import numpy as np

from stride_desktop.training.conditions import Condition, Family, Request
from stride_desktop.training.wordings import (
    COLOUR_WORDS,
    DIALOG,
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
)


def edges(family: Family) -> tuple[bool, ...]:
    """Which edges of a family have wordings: False its beginning, True its end."""
    return tuple(ends for ends in (False, True) if (family, ends) in WORDINGS)


def phrase(rng: np.random.Generator, condition: Condition, ends: bool, held_out: bool = False) -> Request:
    """A request in words.

    held_out: use an opening and a verb that training never sees, in plain casing.
    """
    if condition.family is Family.OTHER:
        pool = HELD_OUT_OTHER if held_out else OTHER
        return Request(_styled(rng, _pick(rng, pool), held_out), condition, ends)
    wording = WORDINGS[condition.family, ends]
    if rng.random() < (0.2 if held_out else 0.35):
        opening = _pick(rng, HELD_OUT_NOUN_OPENINGS if held_out else NOUN_OPENINGS)
        text = opening.replace("{n}", _pick(rng, wording.nouns))
    else:
        verb = _pick(rng, wording.held_out if held_out else wording.verbs)
        subject = _pick(rng, wording.subjects)
        text = _pick(rng, HELD_OUT_OPENINGS if held_out else OPENINGS).replace("{c}", f"{subject} {verb}")
    return Request(_styled(rng, _filled(rng, text, condition), held_out), condition, ends)


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
    draw = rng.random()
    if held_out or draw < 0.4:
        text = text[:1].upper() + text[1:]
    elif draw < 0.46:
        text = text.upper()
    if rng.random() < 0.3 and not text.endswith("?"):
        text += "."
    return text


def _pick(rng: np.random.Generator, items: tuple[str, ...] | list[str]) -> str:
    return items[int(rng.integers(len(items)))]
