"""What can be watched for: conditions that hold for a while, and requests about them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from stride_desktop.training.canvas import Colour, hsv

RETURN_SECONDS = 40.0
"""A request for the *end* of a condition is news for at most this long: afterwards the window no
longer shows what ended."""


class Family(StrEnum):
    """The kinds of condition that the generator can draw."""

    BLANK = "blank"
    DARK = "dark"
    MOTION = "motion"
    OBJECT = "object"
    DIALOG = "dialog"
    PROGRESS = "progress"
    BADGE = "badge"
    OTHER = "other"


MUST_KNOW = (Family.BLANK, Family.DARK, Family.MOTION, Family.OBJECT)

HUES: dict[str, tuple[float, float]] = {
    "red": (-8, 8),
    "orange": (20, 32),
    "yellow": (48, 60),
    "green": (95, 145),
    "cyan": (174, 190),
    "blue": (212, 236),
    "purple": (265, 284),
    "pink": (316, 338),
}
ROOM_SHAPES = ("ball", "box", "mug", "book", "bottle", "triangle", "star", "bag")
DESKTOP_SHAPES = ("window", "square", "rectangle", "circle", "banner", "panel")
HELD_OUT_PAIRS = frozenset(
    {
        ("red", "mug"),
        ("orange", "bottle"),
        ("yellow", "star"),
        ("green", "ball"),
        ("blue", "box"),
        ("cyan", "book"),
        ("purple", "triangle"),
        ("pink", "bag"),
        ("red", "square"),
        ("green", "window"),
        ("blue", "circle"),
        ("yellow", "rectangle"),
        ("purple", "panel"),
        ("orange", "banner"),
        ("cyan", "window"),
        ("pink", "square"),
    }
)
"""Colour and shape combinations that training never draws nor names; evaluation uses only them."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that either holds or does not at any moment of a stream.

    colour, shape: of an OBJECT; colour is "red" or "green" for a BADGE; shape is "dialog" or
    "toast" for a DIALOG; empty otherwise.
    """

    family: Family
    colour: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A standing request: its words, the condition it is about and which of its edges it waits for.

    ends: False waits for the condition to begin ("goes off"), True for its end ("comes back on").
    """

    text: str
    condition: Condition
    ends: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of stream time, seconds."""

    start: float
    end: float

    def __contains__(self, time: float) -> bool:
        return self.start <= time < self.end


def merged(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Spans in order, with those that overlap joined, as of two notifications that are there at once."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda item: item.start):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def truth(spans: tuple[Span, ...], ends: bool, duration: float) -> tuple[Span, ...]:
    """When a request is active, given when its condition holds.

    A condition's beginning is active while the condition holds, unless it has held from the first frame on:
    then nothing has begun. Its end is active from then until the condition holds again, for at most
    `RETURN_SECONDS`. Spans may overlap.
    """
    spans = merged(spans)
    if not ends:
        return tuple(Span(span.start, min(span.end, duration)) for span in spans if span.start > 0)
    limits = [*(span.start for span in spans[1:]), duration][: len(spans)]
    return tuple(
        Span(span.end, min(limit, span.end + RETURN_SECONDS, duration))
        for span, limit in zip(spans, limits, strict=True)
        if span.end < duration
    )


def vivid(colour: str, hue: float, saturation: float, value: float) -> Colour:
    """A named colour as RGB. `hue`, `saturation`, `value`: 0–1 within the colour's range."""
    low, high = HUES[colour]
    if colour == "pink":
        return hsv(low + hue * (high - low), 0.38 + 0.3 * saturation, 0.85 + 0.15 * value)
    return hsv(low + hue * (high - low), 0.72 + 0.28 * saturation, 0.6 + 0.4 * value)
