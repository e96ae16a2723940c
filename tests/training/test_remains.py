"""What stays on black pictures, and dark pictures that are not blank."""

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget

from stride_desktop.training.cast import Cast
from stride_desktop.training.conditions import Condition, Family, Span
from stride_desktop.training.remains import draw_blank_level, draw_remains
from stride_desktop.training.screens.desktop import grab, make_desktop
from stride_desktop.training.screens.everyday import add_dark_window
from stride_desktop.training.screens.looks import draw_look
from stride_desktop.training.screens.stage import Stage
from stride_desktop.training.streams import Happening, Light, Stream
from stride_desktop.training.traces import trace

SIZE = (576, 960)
BLANK = (Span(4.5, 15.0),)


def drawn(room, count=400):
    made = [draw_remains(np.random.default_rng(seed), room) for seed in range(count)]
    return [item for item in made if item is not None]


@pytest.mark.parametrize("room", [False, True])
def test_two_in_five_black_pictures_keep_something_small(room):
    made = drawn(room)
    assert 120 < len(made) < 200
    for item in made:
        picture = Light(blank=BLANK, left=item, noise=0).blank_picture(*SIZE, 5.5)
        share = (picture.max(2) > 8).mean()
        assert 0 < share < 0.03, item
    assert len({item.kind for item in made}) == (2 if room else 7)


def test_the_fill_is_black_or_dark_grey():
    levels = [draw_blank_level(np.random.default_rng(seed)) for seed in range(300)]
    assert max(levels) == 24
    assert 0.4 < levels.count(0) / 300 < 0.75


def test_some_of_it_goes_after_a_while():
    made = next(item for item in drawn(False, 2000) if item.seconds < 8)
    light = Light(blank=BLANK, left=made, noise=0)
    assert light.blank_picture(*SIZE, 5.5).any()
    assert not light.blank_picture(*SIZE, 14.5).any()


def test_a_lamp_also_shows_in_the_dark():
    lamp = next(item for item in drawn(True) if item.shines)
    room = np.full((*SIZE, 3), 100, np.uint8)
    dark = Light(dark=BLANK, left=lamp, noise=0).apply(room, 6.0, 1)
    assert dark.max() > dark.min() + 40
    assert np.ptp(Light(dark=BLANK, left=lamp, noise=0).apply(room, 2.0, 1)) == 0


def test_a_change_shows_that_a_picture_with_something_left_is_blank():
    noise = np.random.default_rng(0).integers(0, 256, (18, 30, 3)).astype(np.uint8)

    def paint(canvas, _):
        canvas.pixels[:] = np.kron(noise, np.ones((32, 32, 1), np.uint8))

    happening = Happening(Condition(Family.BLANK), BLANK)
    for item in drawn(False, 30):
        stream = Stream("desktop", 0, 12, paint, (), (happening,), Light(blank=BLANK, left=item, noise=0))
        found = trace(stream)
        assert found.opens[0].any()
        assert found.labels[0].tolist() == [0] * 5 + [1] * 7


def test_a_dark_theme_keeps_what_can_be_read_and_its_colours(qapp):  # noqa: ARG001
    stream = make_desktop(2, 20.0, ())
    day = stream.image(5.0, *SIZE).astype(int)
    stream.night = (Span(4.0, 10.0),)
    night = stream.image(5.0, *SIZE).astype(int)
    np.testing.assert_array_equal(day.max(2) + night.min(2), 255)
    np.testing.assert_array_equal(day - day.min(2, keepdims=True), night - night.min(2, keepdims=True))
    assert stream.label(Condition(Family.BLANK), 6.0) == 0
    stream.close()


@pytest.mark.parametrize("seed", range(6))
def test_a_nearly_black_window_shows_more_than_a_blank_screen(qapp, seed):  # noqa: ARG001
    rng = np.random.default_rng(seed)
    look, root = draw_look(rng), QWidget()
    root.resize(*look.logical)
    photograph = np.kron(rng.integers(0, 256, (12, 20, 3)), np.ones((20, 20, 1))).astype(np.uint8)
    stage = Stage(Cast(rng, 60.0, False, "desktop"), look, root, [photograph] * (seed % 2))
    add_dark_window(stage)
    look.dress(root)
    picture = grab(root, look)
    assert (picture.max(2) < 40).mean() > 0.3
    high, wide = (side // 16 * 16 for side in picture.shape[:2])
    blocks = picture[:high, :wide].max(2).reshape(high // 16, 16, wide // 16, 16).max((1, 3))
    assert (blocks > 60).mean() > 0.1
    root.deleteLater()
