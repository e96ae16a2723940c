"""Status badges: words, signs and colours, and when they are green, red or waiting."""

from itertools import pairwise

import numpy as np
import pytest

from stride_desktop.training.cast import Cast
from stride_desktop.training.conditions import Condition, Family
from stride_desktop.training.recordings import SIZE
from stride_desktop.training.screens.badges import ALARM, CALM, PENDING, draw_badge, draw_states
from stride_desktop.training.screens.desktop import make_desktop


def test_badges_have_dots_pills_words_and_signs():
    made = [draw_badge(np.random.default_rng(seed)) for seed in range(200)]
    assert {item.kind for item in made} == {"dot", "pill", "word", "icon"}
    assert len({item.words[CALM] for item in made}) > 15
    for item in made:
        red, green, _ = (np.array(item.colours[state], int) for state in (ALARM, CALM, PENDING))
        assert red[0] > red[1] + 60
        assert not item.green or green[1] > green[0] + 30


def test_a_badge_may_turn_green_without_having_been_red():
    never = 0
    for seed in range(200):
        alarms, pending = draw_states(Cast(np.random.default_rng(seed), 60.0, False, "desktop"))
        never += not alarms and bool(pending)
        ordered = sorted((*alarms, *pending), key=lambda span: span.start)
        for first, second in pairwise(ordered):
            assert first.end <= second.start + 1e-9
    assert 20 < never < 90


@pytest.mark.parametrize("colour", ["red", "green"])
def test_a_badge_of_a_desktop_has_the_colour_that_it_is_said_to_have(qapp, colour):  # noqa: ARG001
    seen = 0
    for seed in range(40):
        stream = make_desktop(seed, 60.0, (Family.BADGE,))
        for item in stream.happenings:
            spans = [span for span in item.spans if 1 < span.start < 57 and span.end > span.start + 2]
            if item.condition != Condition(Family.BADGE, colour) or not spans or stream.night:
                continue
            time = spans[0].start + 0.5
            if stream.label(item.condition, time) != 1:
                continue
            box, high, wide = item.element.box(time), *SIZE
            part = stream.image(time, *SIZE)[
                int(box.y0 * high) : int(box.y1 * high) + 1, int(box.x0 * wide) : int(box.x1 * wide) + 1
            ].astype(int)
            wanted, other = (part[:, :, k] for k in ((0, 1) if colour == "red" else (1, 0)))
            assert (wanted - other).max() > 25, (seed, time)
            seen += 1
        stream.close()
    assert seen > 5
