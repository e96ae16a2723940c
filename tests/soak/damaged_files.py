"""Damaged video files are read to their end: `python -m tests.soak.damaged_files COUNT FOLDER [FIRST]`.

Each is made of a small good one of many containers and codecs, by a random damage of number FIRST and so
on. What is not a SourceError is printed with the number. At the end one JSON object: how many files gave
pictures, were refused or broke off, the most seconds of processor time that one took, and how many MB the
process grew at most.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.video import VideoSource
from tests.sources.movies import make

_KEPT = Path(__file__).parents[1] / "sources" / "files"
_MOST_FRAMES = 100_000
"""A damaged time may make a picture last a day; there is nothing more to learn from watching it."""

_STEPS = range(0, 4000, 100)
_FRAMES = range(40)


def good_files(folder: Path) -> list[Path]:
    """One of each kind."""
    tenth, film = Fraction(1, 10), Fraction(1, 25)
    quiet = {"x265-params": "log-level=none"}
    return [
        *sorted(_KEPT.iterdir()),
        make(folder / "h264.mp4", _STEPS),
        make(folder / "fragments.mp4", _STEPS, container={"movflags": "frag_keyframe+empty_moov"}),
        make(folder / "hevc.mp4", _STEPS, "libx265", coding=quiet),
        make(folder / "prores.mov", _STEPS, "prores_ks", pixels="yuva444p10le"),
        make(folder / "h264.mkv", _STEPS),
        make(folder / "ffv1.mkv", _STEPS, "ffv1"),
        make(folder / "vp9.webm", _STEPS, "libvpx-vp9"),
        make(folder / "vp8.webm", _STEPS, "libvpx"),
        make(folder / "mpeg4.avi", _FRAMES, "mpeg4", unit=tenth),
        make(folder / "mjpeg.avi", _FRAMES, "mjpeg", unit=tenth, pixels="yuvj420p"),
        make(folder / "h264.ts", _STEPS),
        make(folder / "mpeg2.mpg", range(100), "mpeg2video", unit=film),
        make(folder / "h264.flv", _STEPS),
        make(folder / "sound.flv", _STEPS, sound=4.0),
        make(folder / "wmv2.wmv", _STEPS, "wmv2"),
        make(folder / "mpeg2.mxf", range(100), "mpeg2video", unit=film),
        make(folder / "a.gif", _FRAMES, "gif", unit=tenth, pixels="rgb8"),
        make(folder / "a.apng", _STEPS, "apng", pixels="rgb24"),
        make(folder / "a.webp", _STEPS, "libwebp_anim"),
        make(folder / "raw.h264", _FRAMES, unit=tenth),
        make(folder / "raw.mjpeg", _FRAMES, "mjpeg", unit=tenth, pixels="yuvj420p"),
        make(folder / "raw.y4m", range(4), "rawvideo", unit=tenth),
        make(folder / "a.png", [0], "png", pixels="rgb24", kind="image2pipe"),
    ]


def _flipped(data: bytearray, dice: random.Random, _other: bytes) -> bytearray:
    for _ in range(dice.choice((1, 3, 10, 100))):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return data


def _flipped_head(data: bytearray, dice: random.Random, _other: bytes) -> bytearray:
    for _ in range(dice.choice((1, 3, 10))):
        data[dice.randrange(min(len(data), 400))] = dice.randrange(256)
    return data


def _truncated(data: bytearray, dice: random.Random, _other: bytes) -> bytearray:
    return data[: dice.randrange(1, len(data))]


def _beheaded(data: bytearray, dice: random.Random, _other: bytes) -> bytearray:
    return data[dice.randrange(len(data)) :] or data


def _zeroed(data: bytearray, dice: random.Random, _other: bytes) -> bytearray:
    start, length = dice.randrange(len(data)), dice.randrange(1, len(data))
    length = len(data[start : start + length])
    data[start : start + length] = bytes(length)
    return data


def _noise(data: bytearray, dice: random.Random, _other: bytes) -> bytearray:
    start, length = dice.randrange(len(data)), dice.randrange(1, 1 + len(data) // 4)
    data[start : start + length] = dice.randbytes(length)
    return data


def _shuffled(data: bytearray, dice: random.Random, _other: bytes) -> bytearray:
    block = dice.choice((16, 188, 512))
    blocks = [data[at : at + block] for at in range(0, len(data), block)]
    dice.shuffle(blocks)
    return bytearray().join(blocks)


def _repeated(data: bytearray, dice: random.Random, _other: bytes) -> bytearray:
    start = dice.randrange(len(data))
    return data[:start] + data[start : start + 2000] * dice.randrange(2, 20) + data[start:]


def _huge_numbers(data: bytearray, dice: random.Random, _other: bytes) -> bytearray:
    for _ in range(dice.choice((1, 4))):
        at = dice.randrange(max(1, len(data) - 8))
        data[at : at + 4] = dice.choice((0xFFFFFFFF, 0x7FFFFFFF, 0x80000000, 0)).to_bytes(4, "big")
    return data


def _head_of_another(data: bytearray, dice: random.Random, other: bytes) -> bytearray:
    length = dice.choice((4, 16, 64, 500))
    return bytearray(other[:length]) + data[dice.choice((0, length)) :]


def _joined(data: bytearray, dice: random.Random, other: bytes) -> bytearray:
    return data[: dice.randrange(1, len(data))] + other[dice.randrange(len(other)) :]


DAMAGES: tuple[Callable[[bytearray, random.Random, bytes], bytearray], ...] = (
    _flipped, _flipped_head, _truncated, _beheaded, _zeroed, _noise,
    _shuffled, _repeated, _huge_numbers, _head_of_another, _joined,
)  # fmt: skip


def damaged(number: int, good: list[Path]) -> tuple[str, bytes]:
    """The file of that number: what it was made of, and its bytes."""
    dice = random.Random(number)
    path = good[number % len(good)]
    damage = dice.choice(DAMAGES)
    data = bytearray(path.read_bytes())
    for _ in range(dice.choice((1, 1, 2))):
        if len(data) > 8:
            data = damage(data, dice, dice.choice(good).read_bytes()) or data
    return f"{path.name} {damage.__name__.strip('_')}", bytes(data)


def read(path: Path) -> str:
    """Read a file to its end, and say how that was."""
    source = VideoSource(path)
    try:
        for count, frame in enumerate(source.frames(threading.Event())):
            if count > _MOST_FRAMES:
                return "endless"
            if frame.timestamp != count or frame.image.ndim != 3:
                return "WRONG"
    except SourceError:
        return "refused"
    return "remarked" if source.warning else "whole"


def main(count: int, folder: Path, first: int = 0) -> None:
    """Read so many damaged files."""
    good = good_files(folder)
    for path in good:
        if (outcome := read(path)) not in ("whole", "remarked"):
            print(f"{path.name} itself: {outcome}")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcomes: Counter[str] = Counter()
    slowest, which = 0.0, ""
    target = folder / "damaged"
    for number in range(first, first + count):
        made_of, data = damaged(number, good)
        target.write_bytes(data)
        started = time.process_time()
        try:
            outcome = read(target)
        except BaseException:
            outcome = "FAILED"
            print(number, made_of, traceback.format_exc())
        took = time.process_time() - started
        if took > slowest:
            slowest, which = took, f"{number} {made_of}"
        outcomes[outcome] += 1
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(json.dumps({**outcomes, "slowest": slowest, "which": which, "grown": grown}))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0)
