"""What changes in a stream of pictures, what is remembered of it, and what the model reads of that."""

import math

import numpy as np
import pytest
import torch

from stride_desktop.activation.nano import load_nano
from stride_desktop.activation.nano.change_memory import MOST, OVERALL, STATUS, ChangeMemory
from stride_desktop.activation.nano.changes import MOST_AT_ONCE, PLACE, SIDE
from stride_desktop.core.frames import Frame
from tests.small_nano import save_untrained

HIGH, WIDE = 576, 960


def desk():
    """A grey picture with a texture that is easy to recognise."""
    rng = np.random.default_rng(7)
    return np.kron(rng.integers(90, 110, (72, 120, 3)), np.ones((8, 8, 1), np.int64)).astype(np.uint8)


def with_box(picture, x0, y0, x1, y1, colour):
    shown = picture.copy()
    shown[y0:y1, x0:x1] = colour
    return shown


def watched(pictures):
    memory = ChangeMemory.begin(pictures[0], 0.0)
    for second, picture in enumerate(pictures[1:], 1):
        memory = memory.after(picture, float(second))
    return memory


def test_a_box_that_appears_is_one_change_with_its_place_and_both_pictures():
    plain = desk()
    memory = watched([plain, plain, with_box(plain, 320, 200, 640, 360, 240)])
    (item,) = memory.remembered
    assert item.change.box == (320, 200, 640, 360)
    assert item.change.time == 2.0
    assert item.change.pictures.shape == (SIDE, SIDE, 6)
    middle = item.change.pictures[SIDE // 2, SIDE // 2].astype(int)
    assert (abs(middle[:3] - 100) < 15).all()
    assert (middle[3:] == 240).all()
    assert item.change.place.shape == (PLACE,)
    assert item.change.place[:4] == pytest.approx([0, -0.028, 1 / 3, 160 / 576], abs=0.01)


def test_a_mark_of_ten_pixels_is_seen():
    plain = with_box(desk(), 100, 80, 110, 90, (40, 180, 60))
    memory = watched([plain, with_box(plain, 100, 80, 110, 90, (200, 40, 40))])
    (item,) = memory.remembered
    x0, y0, x1, y1 = item.change.box
    assert (x0, y0) <= (100, 80)
    assert x1 >= 110
    assert y1 >= 90
    red = item.change.pictures[..., 3:].astype(int)
    assert (red[..., 0] - red[..., 1]).max() > 100


def test_what_shows_is_told_from_what_was_undone_and_what_is_lost():
    plain = desk()
    box = with_box(plain, 320, 200, 640, 360, 240)
    shown = watched([plain, box, box, box])
    assert [math.isnan(item.undone) and math.isnan(item.lost) for item in shown.remembered] == [True]
    closed = watched([plain, box, box, plain, plain])
    opened, undoing = closed.remembered
    assert opened.undone == 3.0
    assert math.isnan(undoing.undone)
    covered = watched([plain, box, box, with_box(plain, 280, 160, 700, 420, (0, 60, 0))])
    assert covered.remembered[0].lost == 3.0


def test_a_change_that_was_undone_is_forgotten_after_a_while():
    plain = desk()
    box = with_box(plain, 320, 200, 640, 360, 240)
    assert len(watched([plain, box, *[plain] * 40]).remembered) == 2
    assert len(watched([plain, box, *[plain] * 42]).remembered) == 1


def test_noise_is_no_change_and_a_light_that_goes_off_is():
    rng = np.random.default_rng(1)

    def noisy(level):
        return np.clip(desk() * level + rng.normal(0, 6, (HIGH, WIDE, 3)), 0, 255).astype(np.uint8)

    memory = watched([noisy(1.0) for _ in range(20)])
    assert [item for item in memory.remembered if item.change.time > 12] == []
    dark = memory.after(noisy(0.2), 20.0)
    newest = [item.change for item in dark.remembered if item.change.time == 20.0]
    assert newest[0].area == HIGH * WIDE
    assert dark.overall[5] < -0.5  # much darker than lately


def test_of_many_changes_the_large_and_the_new_ones_are_kept():
    plain, pictures = desk(), []
    box = with_box(plain, 320, 200, 640, 400, 240)
    for number in range(60):
        x, y = 8 + (number % 20) * 45, 40 if number % 2 else 480
        pictures.append(with_box(box, x, y, x + 16, y + 16, 4 * number))
    memory = watched([plain, box, *pictures])
    assert len(memory.remembered) == MOST
    assert memory.remembered[0].change.box == (320, 200, 640, 400)
    assert memory.remembered[-1].change.time == 61.0


def test_of_one_frame_only_some_changes_are_taken():
    plain = desk()
    shown = plain
    for number in range(20):
        x, y = 40 + (number % 5) * 180, 40 + number // 5 * 140
        shown = with_box(shown, x, y, x + 24, y + 24, 255)
    assert len(watched([plain, shown]).remembered) == MOST_AT_ONCE


def test_a_still_picture_changes_nothing():
    plain = desk()
    memory = watched([plain, plain.copy(), plain.copy()])
    assert memory.remembered == ()
    assert memory.statuses().shape == (0, STATUS)
    assert memory.overall.shape == (OVERALL,)
    assert memory.overall[8] == 0


@pytest.mark.parametrize("size", [(16, 16), (48, 80), (576, 960)])
def test_pictures_smaller_than_a_view_are_taken(size):
    first, second = np.zeros((*size, 3), np.uint8), np.full((*size, 3), 200, np.uint8)
    (item,) = watched([first, second]).remembered
    assert item.change.view == (0, 0, size[1], size[0])


def test_groups_go_on_from_the_one_before(tmp_path):
    model = load_nano(save_untrained(tmp_path))
    rng = np.random.default_rng(2)
    shown = [Frame(rng.integers(0, 255, (48, 80, 3), np.uint8), float(k)) for k in range(6)]
    first = model.encode(shown[0], shown[1], 256)
    second = model.encode(shown[2], shown[3], 256, first)
    alone = model.encode(shown[2], shown[3], 256)
    assert second.present[0].any()
    assert not alone.present[0].any()
    again = model.encode(shown[2], shown[3], 256, first)
    torch.testing.assert_close(second.changes, again.changes)
    assert first.seconds == 0.5
