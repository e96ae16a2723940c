"""Events derived again from what was stored: the same with the same settings, others with others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stride_desktop.core.derivation import derive
from stride_desktop.core.events import EventSettings
from stride_desktop.pipeline.settings import WatchSettings
from stride_desktop.pipeline.updates import EventMoved, Triggered
from stride_desktop.pipeline.watch import Watch
from tests.pipeline.pictures import BrightModel, pattern, stream


def told(updates):
    """The events as they were last, and the triggers, that a watch told."""
    events = {item.change.event.id: item.change.event for item in updates if isinstance(item, EventMoved)}
    return tuple(events.values()), tuple(item.trigger for item in updates if isinstance(item, Triggered))


def test_a_stored_session_gives_the_events_that_were_told(recorded):
    recorded.feed("....########....####", begin=100.0)
    recorded.feed("##..####", begin=150.0)  # behind a gap
    recorded.tell(recorded.watch.finish("paused"))
    recorded.feed("######..", begin=170.0)
    with recorded.end() as session:
        steps = list(session.steps())
    assert [step for step in steps if isinstance(step, str)] == ["gap", "paused", "ended"]
    events, triggers = derive(steps, EventSettings.live())
    assert (events, triggers) == told(recorded.told)
    assert len(events) > 2
    assert triggers
    assert {event.reason for event in events} >= {"gap", "paused"}


def steps_of(text, **event_settings):
    watch = Watch(BrightModel(), "bright", WatchSettings(events=EventSettings(**event_settings)))
    updates = [item for frame in stream(pattern(text)) for item in watch.push(frame)]
    updates += watch.finish("ended")
    steps = [item.tick.outline for item in updates if hasattr(item, "tick")]
    return [*steps, "ended"], told(updates)


SETTINGS = st.builds(
    EventSettings,
    merge_gap_seconds=st.sampled_from([0.0, 2.0, 8.0]),
    sustain_seconds=st.sampled_from([1.0, 4.0, 10.0]),
    sustain_ratio=st.sampled_from([0.1, 0.75, 1.0]),
    min_event_seconds=st.sampled_from([0.0, 2.0, 20.0]),
    cooldown_seconds=st.sampled_from([0.0, 30.0]),
    by_runs=st.booleans(),
)


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet=".#", min_size=8, max_size=120), SETTINGS)
def test_deriving_gives_what_watching_with_these_settings_gives(text, wanted):
    steps, _ = steps_of(text)
    _, watched = steps_of(text, **{name: getattr(wanted, name) for name in wanted.__slots__})
    assert derive(steps, wanted) == watched


def test_a_model_that_wavers():
    watch = Watch(BrightModel(noise=np.random.RandomState(3)), "bright")
    updates = [item for frame in stream(pattern("." * 120)) for item in watch.push(frame)]
    steps = [item.tick.outline for item in updates if hasattr(item, "tick")]
    assert derive(steps, EventSettings.live()) == told(updates)


def test_each_slider_does_something():
    steps, _ = steps_of("...." + "##########......####......" * 4 + "....")
    base = EventSettings.live()
    events, triggers = derive(steps, base)
    for changed in (
        replace(base, merge_gap_seconds=10.0),
        replace(base, sustain_seconds=30.0),
        replace(base, cooldown_seconds=600.0),
    ):
        assert derive(steps, changed) != (events, triggers)
    thin, _ = steps_of("...." + "##....##...." * 4)
    assert derive(thin, replace(base, sustain_ratio=0.1)) != derive(thin, base)


@pytest.mark.parametrize("empty", [[], ["stopped"]])
def test_nothing_gives_nothing(empty):
    assert derive(empty, EventSettings()) == ((), ())
