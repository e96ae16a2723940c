"""Valid spans as subtitles, WebVTT and SRT: the request, and the answer."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

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
    return "WEBVTT\n" + "".join(
        f"\n{number}\n{_timing(cue, '.')}\n{_text(cue, _escaped)}\n"
        for number, cue in enumerate(cues(material), 1)
    )


def srt(material: Material) -> str:
    """SubRip: one cue for each span that stands."""
    return "\n".join(
        f"{number}\n{_timing(cue, ',')}\n{_text(cue, _without_tags)}\n"
        for number, cue in enumerate(cues(material), 1)
    )


def cues(material: Material) -> tuple[Cue, ...]:
    """Cues by start; with several lanes, each text begins with the number of its lane."""
    found = []
    for span in spans_of(material):
        if span.stands:
            start = round(1000 * material.seconds(span.start))
            end = max(round(1000 * material.seconds(span.end)), start + 1)
            mark = f"[{span.lane}] " if len(material.lanes) > 1 else ""
            found.append(Cue(start, end, tuple(_lines(f"{mark}{span.request}\n{span.answer}"))))
    return tuple(sorted(found, key=lambda cue: (cue.start, cue.end)))


def _lines(text: str) -> Iterator[str]:
    """The lines of a text as printable characters, without empty lines, which would end the cue."""
    for line in readable(text).split("\n"):
        if kept := line.strip():
            yield kept


def _text(cue: Cue, escaped: Callable[[str], str]) -> str:
    return "\n".join(map(escaped, cue.lines))


def _escaped(line: str) -> str:
    return html.escape(line, quote=False)


def _without_tags(line: str) -> str:
    """The line with look-alike characters in place of style tags and time arrows."""
    return _TAG.sub(lambda found: "‹" if found.group() == "<" else "❴", line).replace("-->", "→")


def _timing(cue: Cue, point: str) -> str:
    return f"{_stamp(cue.start, point)} --> {_stamp(cue.end, point)}"


def _stamp(milliseconds: int, point: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{rest:03}"
