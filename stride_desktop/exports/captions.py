"""Valid spans as subtitles, WebVTT and SRT: the request, and the answer."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from stride_desktop.core.amounts import hours_minutes_seconds
from stride_desktop.core.text import readable
from stride_desktop.exports.material import Material
from stride_desktop.exports.spans import spans_of

_TAG = re.compile(r"<(?=[/!?\w])|\{(?=\\)")
"""What players take for the beginning of a style tag: SRT cannot escape it."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A subtitle. start, end: whole milliseconds since the start of the session."""

    start: int
    end: int
    lines: tuple[str, ...]


def webvtt(material: Material) -> str:
    """WebVTT: one cue for each span that stands."""
    return "\n".join(["WEBVTT\n", *_numbered(cues(material), ".", partial(html.escape, quote=False))])


def srt(material: Material) -> str:
    """SubRip: one cue for each span that stands."""
    return "\n".join(_numbered(cues(material), ",", _without_tags))


def cues(material: Material) -> tuple[Cue, ...]:
    """Cues by start; with several lanes, each text begins with the number of its lane."""
    found = []
    for span in spans_of(material):
        if span.stands:
            start = round(1000 * material.seconds(span.start))
            end = max(round(1000 * material.seconds(span.end)), start + 1)
            mark = f"[{span.lane}] " if len(material.lanes) > 1 else ""
            # An empty line would end the cue.
            lines = map(str.strip, readable(f"{mark}{span.request}\n{span.answer}").split("\n"))
            found.append(Cue(start, end, tuple(filter(None, lines))))
    return tuple(sorted(found, key=lambda cue: (cue.start, cue.end)))


def _numbered(found: Iterable[Cue], point: str, escaped: Callable[[str], str]) -> Iterator[str]:
    """The cues as text, each under its number. point: before the milliseconds."""
    for number, cue in enumerate(found, 1):
        lines = "\n".join(map(escaped, cue.lines))
        yield f"{number}\n{_stamp(cue.start, point)} --> {_stamp(cue.end, point)}\n{lines}\n"


def _without_tags(line: str) -> str:
    """The line with look-alike characters in place of style tags and time arrows."""
    return _TAG.sub(lambda found: "‹" if found.group() == "<" else "❴", line).replace("-->", "→")


def _stamp(milliseconds: int, point: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{hours_minutes_seconds(seconds):0>8}{point}{rest:03}"
