"""Traces of many streams: widgets, web pages, running programs, cameras, and drawings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from stride_desktop.core.frames import Image
from stride_desktop.training.cameras import make_camera
from stride_desktop.training.casting import make_stream
from stride_desktop.training.conditions import Family
from stride_desktop.training.photographs import some_photographs
from stride_desktop.training.programs import make_programs
from stride_desktop.training.screens.desktop import make_desktop
from stride_desktop.training.screens.pages import make_page
from stride_desktop.training.streams import TRAINING_SEEDS, Stream
from stride_desktop.training.traces import trace, write_trace

SECONDS = 110
SHORT_SECONDS = 48
_PAGES, _PROGRAMS, _CAMERAS, _DRAWINGS = 0.39, 0.65, 0.87, 0.96
"""Where the shares of pages, programs, cameras and drawings begin; widgets come before them."""


def draw_screen(
    pictures: Path | None,
    seed: int,
    seconds: float,
    families: tuple[Family, ...] | None,
    world: str | None = None,  # noqa: ARG001 - there are only desktops
    held_out: bool = True,
) -> Stream:
    """A desktop with photographs of a folder on it."""
    found = some_photographs(np.random.default_rng(seed), pictures, 3, held_out)
    return make_desktop(seed, seconds, families, found, held_out)


def draw_stream(seed: int, pictures: Path | None, held_out: bool = False) -> Stream:
    """A random stream: widgets, a web page, running programs, a camera's view of photographs, or a drawing.

    One in six has no event; of running programs, one in three. Half of the screens are short and show nothing
    but dialogs, notifications and bars, which take longest to learn. Raises StrideError when their programs
    are missing.
    """
    rng = np.random.default_rng((seed, 77))
    kind, eventful, short = rng.random(), rng.random(), rng.random() < 0.5
    nothing: tuple[Family, ...] | None = () if eventful < 1 / 6 else None
    photographs = some_photographs(rng, pictures, 3, held_out)
    if kind >= _CAMERAS:
        make = make_camera if kind < _DRAWINGS else _draw_drawing
        return make(seed, SECONDS, nothing, photographs, held_out)
    seconds = min(SHORT_SECONDS, SECONDS) if short else SECONDS
    if short:
        nothing = (Family.PROGRESS, Family.DIALOG) if eventful < 1 / 4 else (Family.DIALOG,)
    if kind < _PAGES:
        return make_desktop(seed, seconds, nothing, photographs, held_out)
    if kind < _PROGRAMS:
        return make_page(seed, seconds, nothing, photographs, held_out)
    calm = not short and eventful < 1 / 3
    return make_programs(seed, seconds, () if calm else nothing, photographs, held_out)


def _draw_drawing(
    seed: int,
    seconds: float,
    families: tuple[Family, ...] | None,
    photographs: list[Image],  # noqa: ARG001 - drawings have none
    held_out: bool,
) -> Stream:
    return make_stream(seed, seconds, families, held_out=held_out)


def trace_many(folder: Path, pictures: Path | None, seeds: range, held_out: bool = False) -> Iterator[Path]:
    """Draw and trace streams that are not there yet; yields each file's path."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        path = folder / f"{seed}.npz"
        if not path.exists():
            stream = draw_stream(seed + (TRAINING_SEEDS if held_out else 0), pictures, held_out)
            write_trace(trace(stream), path)
            stream.close()
        yield path
