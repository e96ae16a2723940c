"""Frames of a past time range are chosen like the evidence of a trigger."""

from __future__ import annotations

import numpy as np

from stride_desktop.app.live.picture_places import evenly
from stride_desktop.app.live.recent_frames import KeptFrame
from stride_desktop.app.review.past_frames import MOST, thinned
from stride_desktop.sessions.pictures import EncodedPicture


def pictures(count, bright=()):
    for second in range(count):
        image = np.full((48, 64, 3), 220 if second in bright else 30, np.uint8)
        yield KeptFrame(float(second), EncodedPicture(image).jpeg)


def test_frames_are_thinned_as_evidence_is():
    chosen = thinned(pictures(40, bright=(17,)), (5.0, 39.0), 4)
    times = [frame.timestamp for frame in chosen]
    assert {6.0, 17.0, 39.0} <= set(times)
    assert len(times) == 4
    assert sum(time <= 5.0 for time in times) <= 1


def test_a_damaged_picture_is_left_out():
    chosen = thinned([*pictures(3), KeptFrame(3.0, b"no jpeg"), KeptFrame(4.0, b"")], (0.0, 9.0), 9)
    assert [frame.timestamp for frame in chosen] == [0.0, 1.0, 2.0]


def test_of_many_pictures_few_are_looked_at():
    many = [(float(second), b"") for second in range(1000)]
    few = evenly(many, MOST)
    assert len(few) == MOST
    assert (few[0], few[-1]) == (many[0], many[-1])
    assert evenly(many[:5], MOST) == many[:5]
