"""Records many streams: widgets, web pages, running programs, cameras, and drawings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from stride_desktop.training.cameras import make_camera
from stride_desktop.training.casting import make_stream
from stride_desktop.training.conditions import Family
from stride_desktop.training.frame_stage import TRAINING_SEEDS
from stride_desktop.training.photographs import some_photographs
from stride_desktop.training.programs import make_programs
from stride_desktop.training.recordings import record
from stride_desktop.training.screens.desktop import make_desktop
from stride_desktop.training.screens.pages import make_page
from stride_desktop.training.streams import Stream

SECONDS = 110


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

    One in six has no event; of running programs, one in three. Raises StrideError when their programs are
    missing.
    """
    rng = np.random.default_rng((seed, 77))
    kind, eventful = rng.random(), rng.random()
    nothing: tuple[Family, ...] | None = () if eventful < 1 / 6 else None
    photographs = some_photographs(rng, pictures, 3, held_out)
    if kind < 0.3:
        return make_desktop(seed, SECONDS, nothing, photographs, held_out)
    if kind < 0.6:
        return make_page(seed, SECONDS, nothing, photographs, held_out)
    if kind < 0.74:
        return make_programs(seed, SECONDS, () if eventful < 1 / 3 else None, photographs, held_out)
    if kind < 0.92:
        return make_camera(seed, SECONDS, nothing, photographs, held_out)
    return make_stream(seed, SECONDS, nothing, held_out=held_out)


def record_many(folder: Path, pictures: Path | None, seeds: range, held_out: bool = False) -> Iterator[Path]:
    """Record streams that are not there yet; yields each file's path."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        path = folder / f"{seed}.npz"
        if not path.exists():
            stream = draw_stream(seed + (TRAINING_SEEDS if held_out else 0), pictures, held_out)
            record(stream, path)
            stream.close()
        yield path
