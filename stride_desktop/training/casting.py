"""Random streams: which world, which happenings, which look-alikes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from stride_desktop.core.frames import Image
from stride_desktop.training.canvas import Canvas
from stride_desktop.training.cast import CASTERS, Cast, cast_blackout, cast_distractors, cast_light, draw_pair
from stride_desktop.training.conditions import Condition, Family, Request
from stride_desktop.training.desktops import Theme, everyday, paint_desktop
from stride_desktop.training.phrases import edges, phrase
from stride_desktop.training.rooms import paint_photograph, paint_room
from stride_desktop.training.streams import Stream

ROOM_FAMILIES = (Family.BLANK, Family.DARK, Family.MOTION, Family.OBJECT)
DESKTOP_FAMILIES = (Family.BLANK, Family.MOTION, Family.OBJECT, Family.DIALOG, Family.PROGRESS, Family.BADGE)


def make_stream(
    seed: int,
    duration: float = 64.0,
    families: Iterable[Family] | None = None,
    world: str | None = None,
    held_out: bool = False,
    photograph: Image | None = None,
) -> Stream:
    """A random stream.

    families: which conditions happen in it; None draws a few, () makes an eventless stream.
    world: "room" or "desktop"; None draws one that can show the families.
    held_out: colour and shape combinations that training never draws. photograph: the view of a room.
    """
    rng = np.random.default_rng(seed)
    wanted = None if families is None else tuple(families)
    if world is None:
        world = _world_for(rng, wanted or ())
    if wanted is None:
        wanted = _draw_families(rng, world)
    cast = Cast(rng, duration, held_out, world)
    theme = Theme.draw(rng)
    light = cast_light(cast, wanted)
    if world == "desktop":
        probe = Canvas.blank(4, 6)
        windows = paint_desktop(probe, np.random.default_rng(seed), theme)
        cast.elements += everyday(rng, theme, windows)
    cast_distractors(cast, theme)
    for family in wanted:
        if family in CASTERS:
            CASTERS[family](cast, theme)
    blackout = cast_blackout(cast) if world == "desktop" and rng.random() < 0.35 else None

    def paint(canvas: Canvas, backdrop_rng: np.random.Generator) -> None:
        if world == "desktop":
            paint_desktop(canvas, backdrop_rng, theme)
        elif photograph is not None:
            paint_photograph(canvas, backdrop_rng, photograph)
        else:
            paint_room(canvas, backdrop_rng)

    elements, happenings = tuple(cast.elements), tuple(cast.happenings)
    return Stream(world, seed, duration, paint, elements, happenings, light, blackout)


def _world_for(rng: np.random.Generator, families: tuple[Family, ...]) -> str:
    if Family.DARK in families:
        return "room"
    if any(family not in ROOM_FAMILIES for family in families):
        return "desktop"
    return "room" if rng.random() < 0.5 else "desktop"


def _draw_families(rng: np.random.Generator, world: str) -> tuple[Family, ...]:
    pool = ROOM_FAMILIES if world == "room" else DESKTOP_FAMILIES
    chosen = rng.choice(len(pool), int(rng.integers(1, 4)), replace=False)
    families = tuple(pool[k] for k in chosen)
    wiping = rng.random() < 0.4
    return tuple(item for item in families if wiping or item is not Family.BLANK or len(families) == 1)


def draw_condition(rng: np.random.Generator, world: str, held_out: bool = False) -> Condition:
    """Any condition that could be asked about, whether or not it happens."""
    family = list(Family)[int(rng.integers(len(Family)))]
    if family is Family.OBJECT:
        return Condition(family, *draw_pair(rng, world, held_out))
    if family is Family.BADGE:
        return Condition(family, "red" if rng.random() < 0.5 else "green")
    return (
        Condition(family, "", str(rng.choice(["dialog", "toast"])))
        if family is Family.DIALOG
        else Condition(family)
    )


def draw_request(rng: np.random.Generator, condition: Condition, held_out: bool = False) -> Request:
    """A random wording about a random edge of a condition."""
    choices = edges(condition.family) or (False,)
    return phrase(rng, condition, choices[int(rng.integers(len(choices)))], held_out)
