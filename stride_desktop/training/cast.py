"""The parts of a random stream: spans, places, light, props, widgets and look-alikes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from stride_desktop.training.canvas import Box, hsv, muted
from stride_desktop.training.conditions import (
    DESKTOP_SHAPES,
    HELD_OUT_PAIRS,
    HUES,
    ROOM_SHAPES,
    Condition,
    Family,
    Span,
    vivid,
)
from stride_desktop.training.desktops import Theme
from stride_desktop.training.elements import Element, Mover, Prop, darker
from stride_desktop.training.remains import draw_blank_level, draw_remains
from stride_desktop.training.streams import Happening, Light
from stride_desktop.training.widgets import Badge, Blackout, Panel, ProgressBar


@dataclass
class Cast:
    """What has been chosen so far for one stream."""

    rng: np.random.Generator
    duration: float
    held_out: bool
    world: str
    elements: list[Element] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)
    wiped: list[Span] = field(default_factory=list)
    used: list[Box] = field(default_factory=list)

    def spans(self, most: int = 3, shortest: float = 5.0) -> tuple[Span, ...]:
        """Random spans that stay clear of each other and of moments when nothing is visible."""
        for _ in range(4):
            spans = self._some_spans(most, shortest)
            if spans:
                return spans
        return ()

    def _some_spans(self, most: int, shortest: float) -> tuple[Span, ...]:
        at = -1.0 if self.rng.random() < 0.12 else self.rng.uniform(4, self.duration * 0.6)
        spans: list[Span] = []
        for _ in range(int(self.rng.integers(1, most + 1))):
            end = at + self.rng.choice([self.rng.uniform(shortest, 14), self.rng.uniform(10, 45)])
            if at > self.duration - 3:
                break
            if end > self.duration - 3 or self.rng.random() < 0.1:
                end = self.duration + 100
            span = Span(at, float(end))
            if all(span.end + 3 < other.start or span.start > other.end + 3 for other in self.wiped):
                spans.append(span)
            at = span.end + self.rng.uniform(8, 35)
        return tuple(spans)

    def spot(self, wide: float, high: float) -> Box:
        """A place that overlaps the others as little as possible."""
        best, least = Box(0, 0, wide, high), 9.0
        for _ in range(6):
            x, y = self.rng.uniform(0.02, 0.98 - wide), self.rng.uniform(0.04, 0.93 - high)
            box = Box(x, y, x + wide, y + high)
            overlap = sum(box.covered_by(other) + other.covered_by(box) for other in self.used)
            if overlap < least:
                best, least = box, overlap
        self.used.append(best)
        return best


def cast_light(cast: Cast, families: tuple[Family, ...]) -> Light:
    """Light over time; blank, dark and covered spans come first so that others stay clear of them."""
    rng, room = cast.rng, cast.world == "room"
    spans: dict[str, tuple[Span, ...]] = {"blank": (), "dark": (), "covered": (), "dim": ()}
    order = [name for name in ("blank", "dark") if Family(name) in families]
    if room and rng.random() < 0.12:
        order.append("covered")
    if rng.random() < (0.3 if room else 0.1):
        order.append("dim")
    for name in order:
        spans[name] = cast.spans(2)
        if name != "dim":
            cast.wiped += spans[name]
        if name in ("blank", "dark"):
            cast.happenings.append(Happening(Condition(Family(name)), spans[name]))
    return Light(
        drift=rng.uniform(0, 0.12) if room else 0.0,
        period=rng.uniform(25, 120),
        dark_level=rng.uniform(0.03, 0.1) if rng.random() < 0.4 else rng.uniform(0.08, 0.22),
        dim_level=rng.uniform(0.5, 0.85),
        floor=rng.uniform(2, 14),
        cover=hsv(rng.uniform(0, 40), rng.uniform(0.2, 0.8), rng.uniform(0.1, 0.3)),
        blank_level=draw_blank_level(rng),
        left=draw_remains(rng, room),
        noise=rng.uniform(0.5, 7) if room else float(rng.choice([0.0, 0.0, 1.0])),
        quality=int(rng.integers(30, 90)) if rng.random() < 0.3 else 0,
        **spans,
    )


def cast_screen_light(cast: Cast, blank: bool) -> Light:
    """The light of a screen, which is steady; its blank spans are drawn first: others stay clear of them."""
    rng = cast.rng
    spans = cast.spans(2, 4.0) if blank else ()
    cast.wiped += spans
    return Light(noise=0.0, blank_level=draw_blank_level(rng), left=draw_remains(rng), blank=spans)


def _cast_object(cast: Cast, theme: Theme, colour: str = "", shape: str = "") -> None:  # noqa: ARG001
    rng = cast.rng
    if not colour:
        colour, shape = draw_pair(rng, cast.world, cast.held_out)
        taken = [item.condition.colour for item in cast.happenings if item.condition.family is Family.OBJECT]
        if colour in taken:
            return
    wide = rng.uniform(0.09, 0.26) if cast.world == "room" else rng.uniform(0.1, 0.5)
    high = wide * rng.uniform(1.0, 1.9) if shape != "banner" else wide * 0.4
    place = cast.spot(wide, min(high, 0.7))
    rgb = vivid(colour, rng.random(), rng.random(), rng.random())
    spans = cast.spans()
    slide = 1.5 if cast.world == "room" and rng.random() < 0.3 else 0.0
    prop = Prop(place, shape, rgb, spans, cast.world == "room", slide)
    cast.elements.append(prop)
    cast.happenings.append(Happening(Condition(Family.OBJECT, colour, shape), spans, prop))


def draw_pair(rng: np.random.Generator, world: str, held_out: bool) -> tuple[str, str]:
    """A colour and a shape, either of those kept for evaluation or of the others."""
    shapes = ROOM_SHAPES if world == "room" else DESKTOP_SHAPES
    pairs = [
        (colour, shape)
        for colour in HUES
        for shape in shapes
        if ((colour, shape) in HELD_OUT_PAIRS) == held_out
    ]
    return pairs[int(rng.integers(len(pairs)))]


def _cast_mover(cast: Cast, theme: Theme, moves: bool = True) -> None:
    rng = cast.rng
    kinds = (
        ("person", "ball", "pendulum", "fan")
        if cast.world == "room"
        else ("window", "ball", "video", "window")
    )
    kind = kinds[int(rng.integers(4))]
    if kind == "person":
        area, size = Box(0.0, rng.uniform(0.15, 0.45), 1.0, 1.0), rng.uniform(0.12, 0.25)
    elif kind in ("fan", "video"):
        wide = rng.uniform(0.15, 0.45)
        area, size = cast.spot(wide, wide * (1.4 if kind == "fan" else 1.1)), wide
    else:
        x, y = rng.uniform(0, 0.3), rng.uniform(0, 0.3)
        area, size = (
            Box(x, y, x + rng.uniform(0.35, 0.7), y + rng.uniform(0.35, 0.7)),
            rng.uniform(0.07, 0.22),
        )
    speed = rng.uniform(0.06, 0.2) if kind != "fan" else rng.uniform(0.1, 0.28)
    colour = muted(rng, 0.1, 0.95) if kind != "window" else darker(theme.face, rng.uniform(0.7, 1))
    spans = cast.spans() if moves else ()
    mover = Mover(kind, area, size, speed, rng.uniform(0, 6), colour, spans)
    cast.elements.append(mover)
    if moves:
        cast.happenings.append(Happening(Condition(Family.MOTION), spans, mover))


def _cast_dialog(cast: Cast, theme: Theme) -> None:
    rng = cast.rng
    kind = "dialog" if rng.random() < 0.6 else "toast"
    if kind == "dialog":
        wide, high = rng.uniform(0.24, 0.42), rng.uniform(0.2, 0.36)
        x, y = 0.5 - wide / 2 + rng.uniform(-0.15, 0.15), 0.48 - high / 2 + rng.uniform(-0.15, 0.15)
    else:
        wide, high = rng.uniform(0.2, 0.3), rng.uniform(0.1, 0.16)
        x, y = 0.985 - wide, float(rng.choice([0.03, 0.92 - high]))
    spans = cast.spans()
    dims = kind == "dialog" and rng.random() < 0.25
    panel = Panel(
        kind,
        Box(x, y, x + wide, y + high),
        theme.face,
        theme.ink,
        theme.accent,
        int(rng.integers(99)),
        spans,
        dims,
    )
    cast.used.append(panel.place)
    cast.elements.append(panel)
    cast.happenings.append(Happening(Condition(Family.DIALOG, "", kind), spans, panel))


def _cast_progress(cast: Cast, theme: Theme) -> None:
    rng = cast.rng
    bar = hsv(rng.uniform(90, 230), rng.uniform(0.4, 0.9), rng.uniform(0.5, 0.9))
    place, spans = cast.spot(rng.uniform(0.3, 0.6), rng.uniform(0.1, 0.18)), cast.spans(2)
    element = ProgressBar(place, theme.face, darker(theme.bar, 0.85), bar, rng.uniform(12, 40), spans)
    cast.elements.append(element)
    cast.happenings.append(Happening(Condition(Family.PROGRESS), spans, element))


def _cast_badge(cast: Cast, theme: Theme) -> None:  # noqa: ARG001
    rng = cast.rng
    wide = rng.uniform(0.035, 0.07)
    spans = cast.spans()
    red, green = vivid("red", rng.random(), 1, rng.random()), vivid("green", rng.random(), 1, rng.random())
    badge = Badge(cast.spot(wide, wide * 1.7), spans, red, green)
    times = [-1.0] + [edge for span in spans for edge in (span.start, span.end)] + [cast.duration + 100]
    gaps = tuple(
        Span(a, b) for a, b in zip(times[::2], times[1::2], strict=True) if b > a and a < cast.duration
    )
    cast.elements.append(badge)
    cast.happenings.append(Happening(Condition(Family.BADGE, "red"), spans, badge))
    cast.happenings.append(Happening(Condition(Family.BADGE, "green"), gaps, badge))


def cast_distractors(cast: Cast, theme: Theme) -> None:
    """Things that change without being what anybody asked for."""
    rng = cast.rng
    if rng.random() < 0.3:
        _cast_mover(cast, theme, moves=False)
    if cast.world == "desktop":
        for _ in range(int(rng.choice([0, 0, 1, 2]))):
            wide, high = rng.uniform(0.2, 0.7), rng.uniform(0.2, 0.8)
            x, y = rng.uniform(0, 1 - wide), rng.uniform(0, 0.95 - high)
            place = Box(x, y, x + wide, y + high)
            seed = int(rng.integers(99))
            cast.elements.append(
                Panel("window", place, theme.face, theme.ink, theme.accent, seed, cast.spans())
            )
    if rng.random() < 0.25:
        _cast_object(cast, theme)


def cast_blackout(cast: Cast) -> Blackout:
    """A black rectangle over 10–70 % of the picture that rests, jumps, comes or goes."""
    rng = cast.rng
    local = [item.element.box(0) for item in cast.happenings if item.element is not None]
    places: list[Box | None] = []
    for _ in range(int(rng.choice([1, 1, 2, 3, 4]))):
        best, least = Box(0, 0, 0.3, 0.4), 9.0
        for _ in range(5):
            area = rng.uniform(0.1, 0.7)
            wide = min(rng.uniform(area, 1.0) if area > 0.4 else rng.uniform(area / 0.9, 0.7), 1.0)
            high = min(area / wide, 1.0)
            x, y = rng.uniform(0, 1 - wide), rng.uniform(0, 1 - high)
            box = Box(x, y, x + wide, y + high)
            hidden = sum(other.covered_by(box) for other in local if other is not None)
            if hidden < least:
                best, least = box, hidden
        places.append(best if rng.random() < 0.8 else None)
    return Blackout(tuple(places), rng.uniform(8, 30))


CASTERS: dict[Family, Callable[[Cast, Theme], None]] = {
    Family.OBJECT: _cast_object,
    Family.MOTION: _cast_mover,
    Family.DIALOG: _cast_dialog,
    Family.PROGRESS: _cast_progress,
    Family.BADGE: _cast_badge,
}
