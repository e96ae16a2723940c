"""A stream watched for a request, from frames to updates."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stride_desktop.core.detection import DetectorSettings
from stride_desktop.core.errors import Cancelled, FrameError, RequestError
from stride_desktop.core.events import EventSettings, EventState
from stride_desktop.core.fair_lock import device_lock
from stride_desktop.core.frames import Frame
from stride_desktop.core.timeline import Gap
from stride_desktop.pipeline.settings import WatchSettings
from stride_desktop.pipeline.updates import (
    EventMoved,
    Finished,
    GapSeen,
    Ticked,
    Triggered,
)
from stride_desktop.pipeline.watch import Watch
from tests.core.ledger import Ledger
from tests.pipeline.feeding import feed, of
from tests.pipeline.pictures import BrightModel, pattern, picture, stream
from tests.pipeline.watched import labels


def test_one_event_one_trigger_with_its_evidence():
    watch = Watch(BrightModel(), "  bright things \n", WatchSettings(max_images=4, instruction="Be brief."))
    updates = feed(watch, stream(pattern("." * 20 + "#" * 10 + "." * 10)))
    assert len(of(Ticked, updates)) == 20
    (told,) = of(Triggered, updates)
    request = told.request
    assert (request.query, request.instruction) == ("bright things", "Be brief.")
    assert (request.onset, request.now, request.ongoing) == (19.0, told.trigger.time, True)
    assert request.event_id == told.trigger.event_id == 1
    times = [frame.timestamp for frame in request.evidence]
    assert times == sorted(times)
    assert len(times) == 4
    assert times[-1] == told.trigger.time
    assert times[1:3] == [20.0, 22.0], "the first picture that shows it, and no more than one of before"
    states = [item.change.event.state for item in of(EventMoved, updates)]
    assert states[0] is EventState.TENTATIVE
    assert states[-1] is EventState.CLOSED
    assert labels(watch)[22] == 1


def test_a_tick_carries_the_timeline_that_contains_it():
    watch = Watch(BrightModel(), "bright")
    ticked = of(Ticked, feed(watch, stream(pattern("....######"))))[-1]
    assert ticked.timeline.newest == 9.0
    assert ticked.timeline.labels[-1] == 1
    assert [event.state for event in ticked.timeline.events] == [EventState.TRIGGERED]
    assert [trigger.event_id for trigger in ticked.timeline.triggers] == [1]


def test_evidence_accumulates_from_the_last_answer_with_a_lead_in():
    watch = Watch(BrightModel(), "bright", WatchSettings(max_images=99, preroll_seconds=3))
    first, second = of(Triggered, feed(watch, stream(pattern("." * 10 + "#" * 8 + "." * 10 + "#" * 8))))
    for told, since in ((first, 0.0), (second, first.trigger.time - 3)):
        times = [frame.timestamp for frame in told.request.evidence]
        assert times[4:] == [told.trigger.time - ago for ago in (3.0, 2.0, 1.0, 0.0)], "all of the event"
        assert all(since <= time <= told.request.onset for time in times[:4])


def test_finishing_closes_events_and_says_how_everything_stands():
    watch = Watch(BrightModel(), "bright")
    feed(watch, stream(pattern("....######")))
    moved, finished = watch.finish("stopped")
    assert (moved.change.event.state, moved.change.event.reason) == (EventState.CLOSED, "stopped")
    assert isinstance(finished, Finished)
    assert finished.timeline.events[0].state is EventState.CLOSED
    assert watch.finish() == ()


def test_finishing_decides_on_what_no_tick_has_looked_at():
    detector = DetectorSettings(frames_per_tick=8)
    watch = Watch(BrightModel(), "bright", WatchSettings(detector=detector))
    assert feed(watch, stream(pattern("..####"))) == []
    updates = watch.finish()
    assert len(of(Ticked, updates)) == 1
    assert len(of(Triggered, updates)) == 1


@pytest.mark.parametrize("query", ["", " \n\t", "x" * 2001, "x" * 10_000, "broken \udc80", "forbidden"])
def test_a_request_that_cannot_be_watched_for_is_refused(query):
    with pytest.raises(RequestError) as error:
        Watch(BrightModel(), query)
    assert error.value.what
    assert error.value.remedy


@pytest.mark.parametrize("query", ["告诉我什么时候下雨", "أخبرني عندما تمطر", "🌧️?", "x" * 2000, "a\nb"])
def test_any_script_is_fine(query):
    assert Watch(BrightModel(), query).query == query


def test_snooze_marks_and_answer_now_speaks():
    watch = Watch(BrightModel(), "bright")
    watch.snooze(100.0)
    updates = feed(watch, stream(pattern("....######")))
    assert of(Triggered, updates) == []
    assert watch.snapshot().events[0].suppressed_at is not None
    moved, told = watch.answer_now(1)
    assert moved.change.previous is EventState.SUPPRESSED
    assert told.request.evidence[-1].timestamp == 9.0
    assert watch.snapshot().events[0].state is EventState.TRIGGERED
    assert watch.answer_now(1) == ()


def test_frames_may_be_remembered_without_a_decision():
    model = BrightModel()
    watch = Watch(model, "bright")
    frames = stream(pattern("..######"))
    assert [item for frame in frames[:6] for item in watch.push(frame, denoise=False)] == []
    assert model.denoised == 0
    assert model.encoded == 3
    updates = feed(watch, frames[6:])
    assert len(of(Triggered, updates)) == 1
    assert of(Triggered, updates)[0].trigger.onset == 1.0


def test_a_picture_that_the_model_cannot_take_is_left_out():
    watch = Watch(BrightModel(), "bright")
    tiny = np.zeros((4, 4, 3), dtype=np.uint8)
    watch.push(Frame(tiny, 0.0))
    with pytest.raises(FrameError):
        watch.push(Frame(tiny, 1.0))
    assert len(of(Ticked, feed(watch, stream(pattern(".."), begin=2.0)))) == 1


def test_cancelling_is_possible_and_watching_goes_on():
    watch = Watch(BrightModel(), "bright")
    watch.push(picture(False, 0.0))
    with pytest.raises(Cancelled):
        watch.push(picture(False, 1.0), cancelled=lambda: True)
    updates = feed(watch, stream(pattern("....######"), begin=2.0))
    assert len(of(Triggered, updates)) == 1


def test_a_single_event_request_is_done_after_it():
    settings = WatchSettings(detector=DetectorSettings(multi_event=False))
    watch = Watch(BrightModel(), "bright", settings)
    feed(watch, stream(pattern("....####......####....")))
    assert watch.detector.done
    assert len(watch.snapshot().events) == 1


def test_the_same_seed_gives_the_same_result():
    def result(seed):
        watch = Watch(BrightModel(noise=np.random.RandomState(5)), "bright", seed=seed)
        feed(watch, stream(pattern("." * 80)))
        watch.finish()
        return watch.snapshot()

    first, again, other = result(1), result(1), result(2)
    np.testing.assert_array_equal(first.labels, again.labels)
    assert first.events == again.events
    assert first.events != other.events or not np.array_equal(first.labels, other.labels)


@pytest.mark.parametrize(
    ("text", "triggers"),
    [("#" * 60, 1), ("#." * 30, 0), ("..######" + "." * 24 + "######" + "." * 20, 2)],
)
def test_rule_12_through_the_real_detector(text, triggers):
    watch = Watch(BrightModel(window_past=64), "bright")
    updates = feed(watch, stream(pattern(text + "." * 10)))
    assert len(of(Triggered, updates)) == triggers


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**31),
    window=st.sampled_from([4, 8, 16]),
    threshold=st.sampled_from([None, 0.5, 0.9]),
    cooldown=st.sampled_from([0.0, 7.0]),
    actions=st.lists(st.sampled_from(["", "", "", "", "gap", "snooze", "answer", "pause"]), max_size=40),
)
def test_a_model_that_guesses_breaks_no_promise(seed, window, threshold, cooldown, actions):
    model = BrightModel(window_past=window, noise=np.random.RandomState(seed))
    options = WatchSettings(
        detector=DetectorSettings(max_passes=4, confidence_threshold=threshold),
        events=EventSettings(cooldown_seconds=cooldown),
    )
    watch, ledger, now = Watch(model, "bright", options, seed), Ledger(), 0.0
    for action in actions:
        now += 20.0 if action == "gap" else 1.0
        updates = list(watch.push(picture(False, now)) + watch.push(picture(True, now + 0.9)))
        if action == "snooze":
            watch.snooze(now + 8)
        elif action == "answer":
            updates += [item for event in watch.snapshot().events for item in watch.answer_now(event.id)]
        elif action == "pause":
            updates += watch.finish("paused")
        ledger.enter(item.change for item in of(EventMoved, updates))
        now += 0.9
    ledger.enter(item.change for item in of(EventMoved, watch.finish()))
    final = (EventState.CLOSED, EventState.FORGOTTEN)
    assert all(event.state in final for event in ledger.events.values())
    assert watch.snapshot().events == tuple(ledger.events.values())


def test_deleting_forgets_frames_decisions_and_events_and_goes_on():
    model = BrightModel()
    watch = Watch(model, "bright", WatchSettings(max_images=99, preroll_seconds=0))
    feed(watch, stream(pattern("....######........######")))
    gap = Gap(7.5, 26.0, "deleted")
    deleted, *rest = watch.delete(gap)
    assert deleted.gap == gap
    assert deleted.timeline.gaps == (gap,)
    (moved,) = of(EventMoved, rest)
    event = moved.change.event
    assert (event.id, event.reach, event.reason) == (1, 7.5, "deleted")
    assert watch.snapshot().events == (event,)
    assert max(labels(watch)) == 7 - 1
    assert watch.push(picture(True, 26.0)) == (), "taken before it was deleted"
    after = feed(watch, stream(pattern("##......"), begin=27.0))
    assert of(GapSeen, after) == []
    (told,) = of(Triggered, after)
    assert min(frame.timestamp for frame in told.request.evidence if frame.timestamp > 7.5) == 27.0
    assert of(Ticked, after)[0].tick.passes[0].unseen.sum() == model.window_past - 2


def test_deleting_while_paused_keeps_the_pause():
    watch = Watch(BrightModel(), "bright")
    feed(watch, stream(pattern("....######")))
    watch.finish("paused")
    watch.delete(Gap(5.0, 9.0, "deleted"))
    updates = feed(watch, stream(pattern(".."), begin=20.0))
    assert of(GapSeen, updates) == [GapSeen(Gap(9.0, 20.0, "paused"))]


def test_a_question_is_about_what_was_just_seen():
    watch = Watch(BrightModel(), "bright", WatchSettings(max_images=4, instruction="Be brief."))
    with pytest.raises(RequestError, match="Nothing has been seen"):
        watch.ask("what?")
    feed(watch, stream(pattern("........")))
    with pytest.raises(RequestError):
        watch.ask("  ")
    (asked,) = watch.ask(" what is it? ")
    request = asked.request
    assert (request.event_id, request.question, request.query) == (None, "what is it?", "bright")
    assert (request.onset, request.now, request.ongoing, request.instruction) == (
        0.0,
        7.0,
        False,
        "Be brief.",
    )
    assert len(request.evidence) == 4
    feed(watch, stream(pattern("######"), begin=8.0))
    (asked,) = watch.ask("and now?")
    assert asked.request.ongoing
    assert asked.request.onset == 7.0  # of the event that goes on
    (again,) = watch.ask("and now?")
    assert [f.timestamp for f in again.request.evidence] == [f.timestamp for f in asked.request.evidence]


def test_a_frame_is_looked_at_in_a_turn_on_the_device():
    order = []

    def other():
        with device_lock("cpu").held():
            order.append("other")

    class Watched(BrightModel):
        def encode(self, *arguments):
            thread = threading.Thread(target=other)
            thread.start()
            thread.join(0.1)
            order.append("frame")
            threads.append(thread)
            return super().encode(*arguments)

    threads: list[threading.Thread] = []
    watch = Watch(Watched(), "bright")
    for second in range(2):
        watch.push(Frame(np.zeros((8, 8, 3), np.uint8), float(second)))
    for thread in threads:
        thread.join(10)
    assert order == ["frame", "other"]
