"""Video files made with PyAV whose pictures say which they are: any codec, container, time and shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from av.codec.context import Flags

from tests.sources.clips import grey

MILLISECONDS = Fraction(1, 1000)


def plain(index: int, width: int, height: int) -> np.ndarray:
    """All of one grey, see `clips.grey`."""
    return np.full((height, width, 3), grey(index), np.uint8)


def make(
    path: Path,
    times: Sequence[int],
    codec: str = "libx264",
    *,
    unit: Fraction = MILLISECONDS,
    size: tuple[int, int] = (64, 48),
    pixels: str = "yuv420p",
    last: int | None = None,
    shape: Fraction | None = None,
    container: Mapping[str, str] | None = None,
    coding: Mapping[str, str] | None = None,
    kind: str | None = None,
    picture: Callable[[int, int, int], np.ndarray] = plain,
    sound: float = 0.0,
) -> Path:
    """Encode a picture for each of `times`, given in `unit`s; `last` is the duration of the last one.

    shape: of a pixel. container, coding: options of FFmpeg's. kind: of container, if
    not as the suffix says. sound: seconds of silence beside it.
    """
    with av.open(str(path), "w", format=kind, options=dict(container or {})) as file:
        stream = file.add_stream(codec, options=dict(coding or {}))
        stream.width, stream.height = size
        stream.pix_fmt = pixels
        stream.time_base = stream.codec_context.time_base = unit
        steps = [later - earlier for earlier, later in pairwise(times)]
        stream.codec_context.framerate = 1 / (unit * min([step for step in steps if step > 0], default=40))
        stream.codec_context.flags |= Flags.frame_duration
        if shape is not None:
            stream.codec_context.sample_aspect_ratio = shape
        audio = file.add_stream("aac" if kind != "matroska" else "libopus", rate=48000) if sound else None
        durations = [*steps, last or (steps or [40])[-1]]
        for index, (time, duration) in enumerate(zip(times, durations, strict=True)):
            frame = av.VideoFrame.from_ndarray(picture(index, *size), format="rgb24").reformat(format=pixels)
            frame.pts, frame.time_base, frame.duration = time, unit, max(duration, 0)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
        if audio is not None:
            for start in range(0, round(sound * 48000), 960):
                silence = av.AudioFrame.from_ndarray(np.zeros((1, 960), np.float32), "fltp", "mono")
                silence.sample_rate, silence.pts = 48000, start
                file.mux(audio.encode(silence))
            file.mux(audio.encode(None))
    return path
