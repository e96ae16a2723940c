"""Corrections as an activation dataset: JSONL training samples, with the video that they refer to.

The first line is `{"_metadata": …}`; every other is a sample: the request, the stretch of the video, and
entries that list the active slots. A slot takes the first entry that overlaps it, ends included, so
entries end a quarter of a second inside the first and last second that they mean.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from stride_desktop.core.errors import StoreError
from stride_desktop.exports.clip import write_clip
from stride_desktop.exports.material import Material
from stride_desktop.exports.samples import Sample, samples_of
from stride_desktop.exports.writing import Order, written
from stride_desktop.sessions.reader import NEAR_SECONDS
from stride_desktop.sources.watched_file import WatchedFile

_INSIDE = 0.25
ACTIVE, INACTIVE = "<active>", "<inactive>"


@dataclass(frozen=True, slots=True)
class Film:
    """The video of the samples. size: height and width; origin: its first second, in stream seconds."""

    path: str
    rate: float
    size: tuple[int, int]
    origin: int


def write_dataset(material: Material, path: Path, order: Order) -> None:
    """Write the samples and, unless a video file was watched, an MP4 of the stored pictures beside them.

    The samples name a watched file by its absolute path, an MP4 beside them by its name. Of a file with
    hidden parts an MP4 is written, too. Raises Cancelled, SourceError, and StoreError; also when no span is
    confirmed or no pictures are stored.
    """
    samples = samples_of(material)
    if not samples:
        raise StoreError(
            "There is nothing to train on: no span of this session was confirmed.",
            "Review its spans first: say what is right, move, add, or mark the session as reviewed.",
        )
    video = material.video
    with written(path, order.overwrite) as beside:
        watched = video is not None and video.path.is_file()
        if video is not None and watched and not video.masks:
            text = _lines(samples, film_of(video, str(video.path), 0))
            beside.write_text(text, encoding="utf-8", newline="\n")
            return
        samples = tuple(item for item in samples if watched or _seen(item, material.frame_times))
        if not samples:
            raise StoreError(
                "No pictures are stored of the spans that were confirmed.",
                "Models learn from pictures: they are kept only when the settings, or --keep frames, say so.",
            )
        pictures = path.with_suffix(".mp4")
        with written(pictures, order.overwrite) as film:
            # Starts at the first picture, so that every second of the film begins with one.
            times = (0.0, material.end - 1.0) if watched else material.frame_times
            start, end = times[0], times[-1] + 1.0
            write_clip(material, film, replace(order, start=start, end=end, overwrite=False), by_second=True)
            text = _lines(samples, film_of(WatchedFile(film, ()), pictures.name, round(material.start)))
            beside.write_text(text, encoding="utf-8", newline="\n")


def _seen(sample: Sample, frame_times: tuple[float, ...]) -> bool:
    """Whether pictures cover the whole sample, without a gap longer than one picture stands for."""
    inside = [at for at in frame_times if sample.start <= at < sample.end]
    edges = [sample.start, *inside, sample.end]
    return bool(inside) and max(later - earlier for earlier, later in pairwise(edges)) <= NEAR_SECONDS


def film_of(video: WatchedFile, path: str, origin: int) -> Film:
    """The description of a video for the samples. Raises SourceError."""
    return Film(path, *video.rate_and_size(), origin)


def _lines(samples: Iterable[Sample], film: Film) -> str:
    lines = [sample_line(sample, film) for sample in samples]
    about = {"_metadata": {"made_by": "Stride Desktop", "samples": len(lines), "video": film.path}}
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in (about, *lines))


def sample_line(sample: Sample, film: Film) -> list[dict[str, Any]]:
    """A sample in the published format; its seconds are those of the film."""
    start, end = sample.start - film.origin, sample.end - film.origin
    return [
        {"type": "text", "content": sample.query, "output": False},
        {
            "type": "video",
            "path": film.path,
            "fps": film.rate,
            "start_seconds": float(start),
            "end_seconds": float(end),
            "src_resolution": list(film.size),
        },
        {"type": "activation_output", "entries": _entries(sample, film.origin)},
    ]


def _entries(sample: Sample, origin: int) -> list[dict[str, Any]]:
    entries: list[tuple[float, float, bool, str]] = []
    if sample.earlier is not None:
        entries.append((sample.start, sample.earlier - _INSIDE, False, INACTIVE))
    if sample.active is not None:
        entries.append((sample.active[0] + _INSIDE, sample.active[1] - _INSIDE, True, ACTIVE))
    return [
        {
            "start_seconds": float(start - origin),
            "end_seconds": float(end - origin),
            "mask": mask,
            "value": value,
        }
        for start, end, mask, value in entries
    ]
