"""What status badges look like, and when they wait for a result."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stride_desktop.training.canvas import Colour
from stride_desktop.training.conditions import Span, vivid

CALM, PENDING, ALARM = "calm", "pending", "alarm"
_WORDS = (
    ("passing", "running", "failing"),
    ("ok", "checking", "error"),
    ("up", "unknown", "down"),
    ("success", "pending", "failed"),
    ("✓", "…", "✗"),
)
_GREY = (140, 140, 146)


@dataclass(frozen=True, slots=True)
class Badge:
    """Words and colours of a badge by its state, CALM, PENDING or ALARM.

    green: whether it is green while it is calm; otherwise it is grey. kind: "dot", "pill" (a word on the
    colour) or "word" (a word in the colour).
    """

    kind: str
    green: bool
    words: dict[str, str]
    colours: dict[str, Colour]


def draw_badge(rng: np.random.Generator) -> Badge:
    """A random badge."""
    green = bool(rng.random() < 0.75)
    words = _WORDS[int(rng.integers(len(_WORDS)))]
    waiting = str(rng.choice(["yellow", "orange", "blue", "grey"]))
    colours = {
        CALM: _vivid(rng, "green" if green else "grey"),
        PENDING: _vivid(rng, waiting if green else "blue"),
        ALARM: _vivid(rng, "red"),
    }
    kind = str(rng.choice(["dot", "dot", "pill", "pill", "word"]))
    return Badge(kind, green, dict(zip((CALM, PENDING, ALARM), words, strict=True)), colours)


def _vivid(rng: np.random.Generator, colour: str) -> Colour:
    return _GREY if colour == "grey" else vivid(colour, rng.random(), 1, rng.random())


def pending_spans(rng: np.random.Generator, alarms: tuple[Span, ...]) -> tuple[Span, ...]:
    """When a badge waits: now and then before it turns red, or after it was red; rising, clear of alarms."""
    found: list[Span] = []
    free = 2.0
    for alarm, following in zip(alarms, (*alarms, None)[1:], strict=True):
        if rng.random() < 0.4 and alarm.start - free > 4:
            found.append(Span(max(free, alarm.start - rng.uniform(2, 15)), alarm.start))
        free = alarm.end + 2
        room = (following.start if following else alarm.end + 40) - alarm.end
        if rng.random() < 0.3 and room > 8:
            end = alarm.end + rng.uniform(2, min(room / 2, 12))
            found.append(Span(alarm.end, end))
            free = end + 2
    return tuple(found)
