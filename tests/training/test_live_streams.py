"""Streams of web pages, of running programs and of cameras: what they say happens can be seen."""

import os
import shutil
import subprocess
import sys

import numpy as np
import pytest

from stride_desktop.training.cameras import make_camera
from stride_desktop.training.conditions import Condition, Family
from stride_desktop.training.programs import NEEDED, make_programs
from stride_desktop.training.recordings import SIZE

_PAGES = """
import sys
import numpy as np
from stride_desktop.training.conditions import Family
from stride_desktop.training.recordings import SIZE
from stride_desktop.training.screens.pages import make_page

seen = 0
kinds = (Family.DIALOG, Family.OBJECT, Family.BADGE, Family.DIALOG, *(Family.DIALOG,) * 8)
for seed, family in enumerate(kinds):
    stream = make_page(seed, 60.0, (family,))
    for item in stream.happenings:
        for span in item.spans:
            known = item.element is not None and 1 < span.start < 55 and span.end > span.start + 1.7
            if not known or stream.label(item.condition, span.start + 1.6) != 1:
                continue
            before, after = (stream.image(span.start + step, *SIZE).astype(int) for step in (-0.4, 1.6))
            box = item.element.box(span.start + 1.6)
            part = tuple(slice(int(a * n), int(b * n) + 1)
                         for a, b, n in ((box.y0, box.y1, SIZE[0]), (box.x0, box.x1, SIZE[1])))
            assert np.abs(after[part] - before[part]).max() > 12, (seed, item)
            alone = sum(other.condition == item.condition for other in stream.happenings) == 1
            assert stream.label(item.condition, span.start - 0.4) == 0 or not alone
            seen += 1
    stream.close()
print("seen", seen)
"""


def test_what_happens_on_a_page_changes_the_picture_where_it_is_said_to_be():
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", _PAGES], env=env, check=False, capture_output=True, text=True, timeout=120
    )
    assert "seen" in done.stdout, done.stderr[-2000:]
    assert int(done.stdout.split("seen")[1]) >= 8


_MOVING = """
import numpy as np
from stride_desktop.training.conditions import Condition, Family
from stride_desktop.training.recordings import SIZE
from stride_desktop.training.screens.pages import make_page

for seed in (1, 4):
    stream = make_page(seed, 30.0, (Family.MOTION,))
    (item,) = (item for item in stream.happenings if item.condition.family is Family.MOTION)
    for span in item.spans[:1]:
        first, second = (stream.image(span.start + step, *SIZE).astype(int) for step in (2.0, 3.0))
        rows, columns = np.nonzero(np.abs(second - first).max(2) > 40)
        box = item.element.box(span.start + 3)
        inside = (rows >= box.y0 * SIZE[0]) & (rows < box.y1 * SIZE[0] + 1)
        inside &= (columns >= box.x0 * SIZE[1]) & (columns < box.x1 * SIZE[1] + 1)
        assert inside.mean() > 0.9, seed
        print("moved")
    stream.close()
"""


def test_a_thing_that_moves_about_a_page_is_where_it_is_said_to_be():
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", _MOVING], env=env, check=False, capture_output=True, text=True, timeout=120
    )
    assert "moved" in done.stdout, done.stderr[-2000:]
    assert done.returncode == 0, done.stderr[-2000:]


_FADING = """
import numpy as np
from stride_desktop.training.conditions import Family
from stride_desktop.training.recordings import SIZE
from stride_desktop.training.screens import page_dialogs
from stride_desktop.training.screens.pages import make_page

def fade(page, ids, spans, down):
    page.act("appear", spans, ids=ids, enter=1.0, leave=0.5, across=0, down=0)

page_dialogs._appear = fade
page_dialogs._STACKS = 0.0
for seed in range(20, 40):
    stream = make_page(seed, 60.0, (Family.DIALOG,))
    spans = [span for span in stream.happenings[0].spans if 2 < span.start and span.end < 57]
    if spans:
        start, end, box = spans[0].start, spans[0].end, stream.happenings[0].element.box(spans[0].start)
        part = tuple(slice(int(a * n), int(b * n) + 1)
                     for a, b, n in ((box.y0, box.y1, SIZE[0]), (box.x0, box.x1, SIZE[1])))
        seen = [stream.image(t, *SIZE)[part].astype(float) for t in
                (start - 0.1, start + 0.3, start + 1.1, end + 0.3, end + 0.6)]
        half, whole = np.abs(seen[1] - seen[0]).mean(), np.abs(seen[2] - seen[0]).mean()
        if half > 3 and np.abs(seen[4] - seen[0]).mean() < 0.5:
            assert half < 0.6 * whole
            assert 0 < np.abs(seen[3] - seen[0]).mean() < 0.8 * whole
            print("faded")
            break
    stream.close()
"""


def test_a_dialog_of_a_page_fades_in_and_out():
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", _FADING], env=env, check=False, capture_output=True, text=True, timeout=120
    )
    assert "faded" in done.stdout, done.stderr[-2000:]


@pytest.mark.x11
@pytest.mark.parametrize("seed", [1, 5, 8])
def test_what_happens_in_programs_changes_the_picture(seed):
    if lacking := [name for name in NEEDED if shutil.which(name) is None]:
        pytest.skip(f"needs {', '.join(lacking)}")
    stream = make_programs(seed, 60.0, (Family.DIALOG,))
    try:
        item = stream.happenings[0]
        span = next(span for span in item.spans if span.start > 1)
        before, after = (stream.image(span.start + step, *SIZE).astype(int) for step in (-0.3, 0.3))
        box = item.element.box(span.start + 0.3)
        centre = (box.y0 + box.y1) / 2, (box.x0 + box.x1) / 2
        middle = tuple(int(part * side) for part, side in zip(centre, SIZE, strict=True))
        around = slice(middle[0] - 4, middle[0] + 5), slice(middle[1] - 4, middle[1] + 5)
        assert np.abs(after[around] - before[around]).max() > 12
    finally:
        stream.close()


def photograph(seed):
    noise = np.random.default_rng(seed).integers(0, 256, (40, 60, 3)).astype(np.uint8)
    return np.kron(noise, np.ones((8, 8, 1), np.uint8))


def test_a_thing_that_passes_a_camera_is_where_it_is_said_to_be():
    seen = 0
    for seed in range(30):
        stream = make_camera(seed, 60.0, (Family.MOTION,), [photograph(1), photograph(2)], held_out=False)
        (item,) = (item for item in stream.happenings if item.condition.family is Family.MOTION)
        if type(item.element).__name__ != "Passing" or not item.spans or item.spans[0].start < 1:
            continue
        start = item.spans[0].start
        boxes = [item.element.box(start + step) for step in (0.5, 1.5)]
        assert boxes[0] != boxes[1]
        assert stream.label(Condition(Family.MOTION), start + 1.5) == 1
        assert stream.image(start + 1, *SIZE).shape == (*SIZE, 3)
        seen += 1
    assert seen >= 5


def test_an_unsteady_camera_changes_the_picture_without_anything_happening():
    changes = []
    for seed in range(6):
        stream = make_camera(seed, 60.0, (), [photograph(1)], held_out=False)
        assert not [item for item in stream.happenings if item.condition.family is not Family.OBJECT]
        first, second = (stream.image(time, *SIZE).astype(int) for time in (20.0, 21.0))
        changes.append(np.abs(first - second).mean())
    assert max(changes) > 2 * min(changes)


def test_a_covered_camera_is_nearly_black_and_not_without_noise():
    noisy = 0
    for seed in range(12):
        stream = make_camera(seed, 60.0, (Family.BLANK,), [photograph(1)], held_out=False)
        spans = [span for span in stream.spans(Condition(Family.BLANK)) if span.start > 1]
        if not spans:
            continue
        picture = stream.image(spans[0].start + 1, *SIZE).astype(int)
        assert picture.mean() < 40
        noisy += np.abs(np.diff(picture, axis=1)).mean() > 2
    assert noisy >= 2
