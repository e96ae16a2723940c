"""What status badges look like, and when they wait for a result."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stride_desktop.training.canvas import Colour
from stride_desktop.training.cast import Cast
from stride_desktop.training.conditions import Span, vivid

CALM, PENDING, ALARM = "calm", "pending", "alarm"
_WORDS = (
    ("passing", "running", "failing"),
    ("passed", "queued", "failed"),
    ("ok", "checking", "error"),
    ("OK", "...", "DOWN"),
    ("up", "unknown", "down"),
    ("success", "pending", "failed"),
    ("success", "in progress", "error"),
    ("online", "starting", "offline"),
    ("healthy", "checking", "unhealthy"),
    ("operational", "degraded", "outage"),
    ("build passing", "build running", "build failed"),
    ("done", "waiting", "broken"),
    ("connected", "connecting", "lost"),
    ("✓ passed", "● running", "✗ failed"),
)
_SIGNS = (("✓", "…", "✗"), ("✔", "⟳", "✖"), ("✓", "●", "!"), ("●", "●", "●"), ("▲", "◌", "▼"))
_GREY = (140, 140, 146)
_NEVER_RED = 0.25
"""Share of badges that only wait, and then are green."""


@dataclass(frozen=True, slots=True)
class Badge:
    """Words and colours of a badge by its state, CALM, PENDING or ALARM.

    green: whether it is green while it is calm; otherwise it is grey. kind: "dot", "pill" (a word on the
    colour), "word" (a word in the colour) or "icon" (a sign in the colour, larger).
    """

    kind: str
    green: bool
    words: dict[str, str]
    colours: dict[str, Colour]


def draw_badge(rng: np.random.Generator) -> Badge:
    """A random badge."""
    green = bool(rng.random() < 0.75)
    kind = str(rng.choice(["dot", "dot", "pill", "pill", "word", "icon"]))
    choices = _SIGNS if kind == "icon" or rng.random() < 0.1 else _WORDS
    words = choices[int(rng.integers(len(choices)))]
    if rng.random() < 0.3:
        words = tuple(word.upper() if words[0].islower() else word.capitalize() for word in words)  # type: ignore[assignment]
    waiting = str(rng.choice(["yellow", "orange", "blue", "grey"]))
    colours = {
        CALM: _vivid(rng, "green" if green else "grey"),
        PENDING: _vivid(rng, waiting if green else "blue"),
        ALARM: _vivid(rng, "red"),
    }
    return Badge(kind, green, dict(zip((CALM, PENDING, ALARM), words, strict=True)), colours)


def _vivid(rng: np.random.Generator, colour: str) -> Colour:
    return _GREY if colour == "grey" else vivid(colour, rng.random(), 1, rng.random())


def draw_states(cast: Cast) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """When a badge is red, and when it waits for a result; the rest of the time it is calm.

    It may turn green from waiting without ever having been red.
    """
    rng = cast.rng
    if rng.random() < _NEVER_RED:
        start = -1.0 if rng.random() < 0.6 else rng.uniform(3, cast.duration / 2)
        first = Span(start, max(start, 0) + rng.uniform(4, cast.duration / 3))
        return (), (first,)
    alarms = cast.spans()
    return alarms, pending_spans(rng, alarms)


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
