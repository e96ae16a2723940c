"""Three hours of stream on the built-in model: memory stays flat, slots stay on their seconds."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import numpy as np
import pytest

from stride_desktop.activation import ActivationDetector, DetectorSettings, load_checkpoint
from stride_desktop.core.frames import Frame
from stride_desktop.core.ticks import MASKED
from stride_desktop.resources import resource
from tests.soak import scaled

SECONDS = 3 * 3600
QUERY = "tell me when the screen turns red"
SETTINGS = DetectorSettings.live(64)


def frame_at(second: int) -> Frame:
    """Red for half a minute of every five; a little noise, so that no two frames are alike."""
    picture = np.random.default_rng(second).integers(0, 30, (144, 240, 3), np.uint8)
    if second % 300 >= 270:
        picture[..., 0] += 200
    return Frame(picture, 1e5 + second)


def resident() -> float:
    """MB of this process."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def check_against_fresh(detector: ActivationDetector) -> None:
    """A prefix that is grown anew over the groups of the window reads exactly the same of them."""
    window = detector._window
    fresh = detector._model.open(QUERY)
    for entry in window._entries:
        fresh.append(entry.group, entry.last)
    masked = np.full(64, MASKED, np.int8)
    ours, theirs = (prefix.denoise(masked) for prefix in (window.prefix, fresh))
    np.testing.assert_array_equal(ours, theirs)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads the size of the process from /proc")
@pytest.mark.timeout(0)
def test_three_hours(capsys):
    model = load_checkpoint(resource("models", "stride-nano"), device="cpu")
    detector = ActivationDetector(model, QUERY, SETTINGS, np.random.RandomState(0))
    seconds, begin, slides = scaled(SECONDS), None, 0
    warm = settled = 0.0
    completed = 0
    for second in range(seconds):
        frame = frame_at(second)
        tick = detector.push(frame)
        if tick is None:
            continue
        assert tick.passes[-1].slot_ends[-1] == frame.timestamp
        assert abs(tick.passes[-1].slot_starts[0] - (frame.timestamp - 64)) < 1e-6
        assert len(tick.segments) < 20
        completed += sum(len(item.completed) for item in tick.passes)
        window = detector._window
        if begin is not None and window.start != begin:
            slides += 1
            if slides % max(1, seconds // 1000) == 0:
                check_against_fresh(detector)
        begin = window.start
        if second < 400:
            gc.collect()
            warm = resident()
    gc.collect()
    settled = resident()
    assert slides >= (seconds - 64) // 16 - 1
    assert settled - warm < 30
    with capsys.disabled():
        sys.stdout.write(
            f"\n{seconds} s: {slides} slides, {completed} events over, {settled - warm:+.1f} MB\n"
        )
