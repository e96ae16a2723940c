"""Videos that play and are paused, and slide shows, which are no motion."""

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget

from stride_desktop.training.cast import Cast
from stride_desktop.training.conditions import Condition, Family, Span
from stride_desktop.training.recordings import SIZE
from stride_desktop.training.screens import motions
from stride_desktop.training.screens.desktop import grab, make_desktop
from stride_desktop.training.screens.looks import draw_look
from stride_desktop.training.screens.stage import Stage


@pytest.fixture(autouse=True)
def _application(qapp):
    """Widgets need it."""


def empty(seed):
    """A desktop with photographs and nothing on it."""
    rng = np.random.default_rng(seed)
    look, root = draw_look(rng), QWidget()
    root.resize(*look.logical)
    pictures = [rng.integers(0, 256, (60, 90, 3)).astype(np.uint8) for _ in range(2)]
    return Stage(Cast(rng, 60.0, False, "desktop"), look, root, pictures)


def seen(stage, time):
    for act in stage.acts:
        act.show(time)
    return grab(stage.root, stage.look).astype(int)


@pytest.mark.parametrize("seed", range(6))
def test_a_video_moves_while_it_plays_and_rests_while_it_is_paused(seed):
    stage = empty(seed)
    frame = motions._video(stage, (Span(10.0, 20.0),))
    stage.look.dress(stage.root)
    before, playing, later, paused, after = (seen(stage, t) for t in (8.0, 12.0, 13.0, 22.0, 24.0))
    assert np.array_equal(before, seen(stage, 9.0))
    assert np.array_equal(paused, after)
    changed = np.abs(later - playing).max(2) > 12
    assert changed.any()
    stage.happens(Condition(Family.MOTION), (), frame)
    place, (high, wide) = stage.cast.happenings[-1].element.place, changed.shape
    inside = changed[int(place.y0 * high) : int(place.y1 * high), int(place.x0 * wide) : int(place.x1 * wide)]
    assert inside.sum() > 0.8 * changed.sum()
    stage.root.deleteLater()


def test_a_slide_show_cuts_every_few_seconds():
    stage = empty(3)
    motions.add_slide_show(stage)
    stage.look.dress(stage.root)
    pictures = [seen(stage, float(time)) for time in range(24)]
    cuts = [t for t in range(1, 24) if not np.array_equal(pictures[t], pictures[t - 1])]
    assert 2 <= len(cuts) <= 8
    assert not stage.cast.happenings
    stage.root.deleteLater()


def test_a_desktop_with_a_slide_show_has_no_motion(monkeypatch):
    monkeypatch.setattr("stride_desktop.training.screens.everyday._SLIDES", 1.0)
    photograph = np.random.default_rng(0).integers(0, 256, (60, 90, 3)).astype(np.uint8)
    stream = make_desktop(4, 30.0, (), [photograph])
    assert len({stream.image(float(t), *SIZE).tobytes() for t in range(0, 30, 2)}) > 2
    assert all(stream.label(Condition(Family.MOTION), float(t)) == 0 for t in range(30))
    stream.close()
