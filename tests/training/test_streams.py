"""The generator: what it says happens is what can be seen."""

from itertools import pairwise

import numpy as np
import pytest

from stride_desktop.training.canvas import FULL, Canvas
from stride_desktop.training.casting import draw_condition, draw_request, make_stream
from stride_desktop.training.conditions import (
    HELD_OUT_PAIRS,
    HUES,
    RETURN_SECONDS,
    Condition,
    Family,
    Request,
    Span,
    truth,
    vivid,
)
from stride_desktop.training.elements import Prop
from stride_desktop.training.phrases import edges, phrase
from stride_desktop.training.streams import IGNORE, Happening, Light, Stream, slot_labels
from stride_desktop.training.widgets import Blackout

SIZE = (72, 120)


def moments(stream, condition):
    """Times well inside the condition's spans, and well outside of them."""
    spans = stream.spans(condition)
    inside = [s.start + 1 for s in spans if 0 <= s.start + 1 < stream.duration]
    outside = [
        t for t in np.arange(1.0, stream.duration) if all(t < s.start - 1 or t > s.end + 1 for s in spans)
    ]
    return inside, outside


@pytest.mark.parametrize("seed", range(6))
def test_the_same_seed_draws_the_same_stream(seed):
    first, second = make_stream(seed), make_stream(seed)
    assert [h.spans for h in first.happenings] == [h.spans for h in second.happenings]
    for time in (0.0, 13.0, 40.5):
        np.testing.assert_array_equal(first.image(time, *SIZE), second.image(time, *SIZE))


def test_different_seeds_draw_different_streams():
    pictures = [make_stream(seed).image(1.0, *SIZE) for seed in range(5)]
    assert all((a != b).any() for a, b in pairwise(pictures))


@pytest.mark.parametrize("seed", range(8))
def test_a_blank_picture_is_dark_everywhere_and_no_other_is(seed):
    stream = make_stream(seed, families=(Family.BLANK,))
    inside, outside = moments(stream, Condition(Family.BLANK))
    assert all((stream.image(t, *SIZE).max(2) < 50).mean() > 0.97 for t in inside)
    assert all(stream.image(t, *SIZE).max() > 30 for t in outside[::7])


@pytest.mark.parametrize("seed", range(8))
def test_without_light_the_room_is_much_darker(seed):
    stream = make_stream(seed, families=(Family.DARK,))
    inside, outside = moments(stream, Condition(Family.DARK))
    lit = [t for t in outside if stream.light.gain(t) > 0.8 and not any(t in s for s in stream.light.covered)]
    if inside and lit:
        dark = max(stream.image(t, *SIZE).mean() for t in inside)
        assert dark < 0.6 * stream.image(lit[0], *SIZE).mean()


@pytest.mark.parametrize("seed", range(8))
def test_a_mover_moves_only_during_its_spans(seed):
    stream = make_stream(seed, families=(Family.MOTION,))
    item = next(h for h in stream.happenings if h.condition.family is Family.MOTION)
    for span in item.spans:
        if span.start > 2 and span.start + 4 < stream.duration:
            still = Canvas.blank(*SIZE)
            item.element.draw(still, span.start - 1)
            same, later = Canvas.blank(*SIZE), Canvas.blank(*SIZE)
            item.element.draw(same, span.start - 0.01)
            item.element.draw(later, span.start + 2)
            np.testing.assert_array_equal(still.pixels, same.pixels)
            assert (later.pixels != still.pixels).any()


@pytest.mark.parametrize("colour", HUES)
def test_an_object_shows_its_colour_only_while_it_is_there(colour):
    span = (Span(5.0, 9.0),)
    prop = Prop(FULL.inner(0.3, 0.3, 0.6, 0.7), "square", vivid(colour, 0.5, 0.5, 0.5), span, shadow=False)
    condition = Condition(Family.OBJECT, colour, "square")
    stream = Stream(
        "desktop",
        0,
        20,
        lambda canvas, _: canvas.fill(FULL, (128, 128, 128)),
        (prop,),
        (Happening(condition, span, prop),),
        Light(noise=0),
    )
    for time in np.arange(0.0, 20.0):
        centre = stream.image(time, *SIZE)[36, 54]
        assert stream.label(condition, time) == int(5 <= time < 9)
        assert (np.ptp(centre) > 40) == (5 <= time < 9)


def test_a_black_rectangle_hides_what_lies_under_it():
    span = (Span(0.0, 20.0),)
    prop = Prop(FULL.inner(0.3, 0.3, 0.5, 0.5), "square", (250, 0, 0), span)
    condition = Condition(Family.OBJECT, "red", "square")
    blackout = Blackout((None, FULL.inner(0.2, 0.2, 0.8, 0.8)), 10.0)
    stream = Stream(
        "desktop",
        0,
        20,
        lambda canvas, _: canvas.fill(FULL, (90, 140, 90)),
        (prop,),
        (Happening(condition, span, prop),),
        Light(noise=0),
        blackout,
    )
    assert stream.label(condition, 5.0) == 1
    assert stream.label(condition, 15.0) == IGNORE
    assert stream.label(Condition(Family.BLANK), 15.0) == 0
    assert stream.image(15.0, *SIZE).max() > 100


def test_a_look_alike_is_ambiguous_and_another_colour_is_not():
    span = (Span(0.0, 20.0),)
    prop = Prop(FULL.inner(0.3, 0.3, 0.5, 0.5), "ball", (250, 0, 0), span)
    happening = Happening(Condition(Family.OBJECT, "red", "ball"), span, prop)
    stream = Stream("room", 0, 20, lambda *_: None, (prop,), (happening,))
    assert stream.label(Condition(Family.OBJECT, "red", "box"), 5.0) == IGNORE
    assert stream.ambiguous(Condition(Family.OBJECT, "red", "box"))
    assert stream.label(Condition(Family.OBJECT, "blue", "ball"), 5.0) == 0
    assert not stream.ambiguous(Condition(Family.OBJECT, "blue", "ball"))


def test_the_beginning_is_active_while_the_condition_holds_and_the_end_after_it():
    spans = (Span(-1.0, 10.0), Span(30.0, 200.0))
    assert truth(spans, False, 100.0) == (Span(30.0, 100.0),)
    assert truth(spans, True, 100.0) == (Span(10.0, 30.0),)
    assert not truth((), True, 100.0)
    assert truth((Span(0.0, 10.0),), True, 300.0) == (Span(10.0, 10.0 + RETURN_SECONDS),)


def test_slot_labels_belong_to_the_frames_at_the_ends_of_slots():
    stream = Stream(
        "room",
        0,
        30,
        lambda *_: None,
        (),
        (
            Happening(Condition(Family.DARK), (Span(4.5, 8.5),)),
            Happening(Condition(Family.MOTION), (Span(4.0, 8.0),)),
        ),
    )
    times = np.arange(12.0)
    dark = slot_labels(stream.truth(Request("", Condition(Family.DARK), False)), times)
    assert np.flatnonzero(dark).tolist() == [5, 6, 7, 8, 9]  # all that 4.5 to 8.5 overlaps
    motion = slot_labels(stream.truth(Request("", Condition(Family.MOTION), False)), times)
    assert np.flatnonzero(motion).tolist() == [5, 6, 7, 8]


def test_held_out_colours_and_shapes_never_appear_in_training():
    for seed in range(150):
        pairs = {(h.condition.colour, h.condition.shape) for h in make_stream(seed).happenings}
        assert not pairs & HELD_OUT_PAIRS
        held = make_stream(seed, held_out=True)
        objects = [h.condition for h in held.happenings if h.condition.family is Family.OBJECT]
        assert all((c.colour, c.shape) in HELD_OUT_PAIRS for c in objects)


def test_training_never_uses_the_wordings_kept_for_evaluation():
    rng = np.random.default_rng(0)
    for family in Family:
        for ends in edges(family) or (False,):
            condition = Condition(family, "red", "dialog" if family is Family.DIALOG else "mug")
            seen = {phrase(rng, condition, ends).text.casefold().rstrip(".") for _ in range(400)}
            held = {
                phrase(rng, condition, ends, held_out=True).text.casefold().rstrip(".") for _ in range(100)
            }
            assert not seen & held


def test_every_family_can_be_asked_about_in_many_ways():
    rng = np.random.default_rng(1)
    drawn = {draw_condition(rng, "desktop").family for _ in range(200)}
    assert drawn == set(Family)
    texts = {draw_request(rng, Condition(Family.BLANK)).text for _ in range(300)}
    assert len(texts) > 200
    assert not any("{" in draw_request(rng, draw_condition(rng, "room")).text for _ in range(300))


def test_eventless_streams_have_no_truth():
    for seed in range(5):
        stream = make_stream(seed, families=(), world="desktop")
        for family in (Family.BLANK, Family.MOTION, Family.DIALOG):
            assert stream.truth(Request("", Condition(family), False)) == ()


def test_a_status_light_is_either_red_or_green():
    for seed in range(6):
        stream = make_stream(seed, families=(Family.BADGE,))
        visible = [
            t
            for t in np.arange(1.0, stream.duration, 3)
            if stream.blackout is None or not stream.blackout.box(t)
        ]
        for time in visible:
            labels = [stream.label(Condition(Family.BADGE, colour), time) for colour in ("red", "green")]
            assert sorted(labels) == [0, 1]
