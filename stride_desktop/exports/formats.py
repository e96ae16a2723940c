"""Every export format, by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from stride_desktop.exports.annotations import elan
from stride_desktop.exports.captions import srt, webvtt
from stride_desktop.exports.json_writing import write_json
from stride_desktop.exports.material import Material
from stride_desktop.exports.tables import seconds_table, spans_table
from stride_desktop.exports.writing import Order, written


@dataclass(frozen=True, slots=True)
class Format:
    """An export format. ending: of the file's name; words: description of the content.

    stretch: it can cover a part of the session. lanes: it can cover one lane.
    write: raises StoreError, SourceError, Cancelled.
    """

    name: str
    ending: str
    words: str
    write: Callable[[Material, Path, Order], None]
    stretch: bool = False
    lanes: bool = True

    def named(self, path: Path) -> Path:
        """The path, with the format's ending added unless the name has it."""
        last = self.ending[self.ending.rindex(".") :]
        return path if path.name.lower().endswith(last) else path.with_name(path.name + self.ending)


def _text(made: Callable[[Material], str]) -> Callable[[Material, Path, Order], None]:
    def write(material: Material, path: Path, order: Order) -> None:
        text = made(material)
        with written(path, order.overwrite) as beside:
            beside.write_text(text, encoding="utf-8", newline="")

    return write


def _clip(material: Material, path: Path, order: Order) -> None:
    from stride_desktop.exports.clip import write_clip  # OpenCV: 0.2 to 0.9 s, and only clips need it

    write_clip(material, path, order)


def _dataset(material: Material, path: Path, order: Order) -> None:
    from stride_desktop.exports.dataset import write_dataset

    write_dataset(material, path, order)


FORMATS: Mapping[str, Format] = {
    item.name: item
    for item in (
        Format(
            "json",
            ".stride.json",
            "everything but the pictures; can be imported again",
            write_json,
            lanes=False,
        ),
        Format("csv", ".spans.csv", "a table of the spans", _text(spans_table)),
        Format("seconds", ".seconds.csv", "a table of the seconds", _text(seconds_table)),
        Format("vtt", ".vtt", "subtitles, WebVTT", _text(webvtt)),
        Format("srt", ".srt", "subtitles, SubRip", _text(srt)),
        Format("eaf", ".eaf", "annotations for ELAN", _text(elan)),
        Format("mp4", ".mp4", "a clip", _clip, stretch=True),
        Format("dataset", ".jsonl", "corrected spans to train a model on", _dataset),
    )
}
