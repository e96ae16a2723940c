"""A recorded watch can be read back as what it told."""

from __future__ import annotations

import numpy as np

from stride_desktop.core.answers import Answer, AnswerRequest, CutOff, Reply
from stride_desktop.pipeline.updates import EventMoved, GapSeen, Ticked, Triggered
from stride_desktop.sessions.pictures import EncodedPicture
from stride_desktop.sessions.records import HealthRecord, Kept
from tests.pipeline.recorded import Recorded


def test_everything_a_watch_tells_is_there(recorded):
    recorded.feed("....########....", begin=100.0)
    recorded.feed("....####....", begin=150.0)
    with recorded.end() as session:
        ticks = list(session.ticks())
        assert len(ticks) == len(recorded.of(Ticked)) > 10
        assert session.event_records()
        assert [item.change for item in session.event_records()] == [
            m.change for m in recorded.of(EventMoved)
        ]
        assert list(session.timeline().triggers) == [item.trigger for item in recorded.of(Triggered)]
        assert list(session.gaps()) == [item.gap for item in recorded.of(GapSeen)]
        assert [item.query for item in session.requests()] == ["bright"]
        assert session.settings == {"events": {"sustain_seconds": 4.0}}
        assert len(recorded.of(GapSeen)) == 1
        again, seen = session.timeline(), recorded.watch.snapshot()
        replayed = session.replayed()
    for tick, item in zip(ticks, recorded.of(Ticked), strict=True):
        np.testing.assert_array_equal(tick.labels, item.tick.labels)
        np.testing.assert_allclose(
            tick.passes[-1].probabilities, item.tick.passes[-1].probabilities, atol=1e-7
        )
    for timeline in (again, replayed):
        for name in ("first_second", "window", "events", "triggers", "gaps", "newest"):
            assert getattr(timeline, name) == getattr(seen, name), name
        for name in ("labels", "settled", "origin"):
            np.testing.assert_array_equal(getattr(timeline, name), getattr(seen, name), name)
            assert getattr(timeline, name).dtype == getattr(seen, name).dtype
        np.testing.assert_allclose(timeline.probabilities, seen.probabilities, atol=1e-7)
    np.testing.assert_array_equal(again.probabilities, replayed.probabilities)
    (info,) = recorded.library.sessions()
    assert (info.reason, info.source) == ("ended", "Screen 1")


def test_a_deleted_end_is_not_in_the_timeline_either(recorded):
    recorded.feed("....########" * 20, begin=0.0)
    recorded.end().close()
    name = recorded.store.files.folder.name
    recorded.library.delete_last(name, 1.0)
    with recorded.library.open(name) as session:
        timeline = session.timeline()
    assert timeline.gaps[-1].reason == "deleted"
    second = 239 - 60
    assert (timeline.labels[second + 2 - timeline.first_second :] == -1).all()
    assert (timeline.labels[second - 20 - timeline.first_second : second - 4] != -1).any()


def test_pictures_are_kept_small_enough_and_can_be_seen(recorded):
    import cv2

    image = np.zeros((1000, 2000, 3), np.uint8)
    image[:, :, 0] = 200  # red
    recorded.recorder.see(7.0, EncodedPicture(image))
    recorded.recorder.see(8.0, EncodedPicture(image[:100, :100]))
    with recorded.end() as session:
        assert session.frame_times() == (7.0, 8.0)
        for second, shape in ((7.0, (640, 1280)), (8.0, (100, 100))):
            _, jpeg = session.picture(second)
            seen = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
            assert seen.shape[:2] == shape
            np.testing.assert_allclose(seen.mean(axis=(0, 1)), (0, 0, 200), atol=4)
        _, thumbnail = session.picture(7.0, thumbnail=True)
        assert cv2.imdecode(np.frombuffer(thumbnail, np.uint8), cv2.IMREAD_COLOR).shape[:2] == (96, 192)


def test_without_pictures_none_is_kept(tmp_path):
    recorded = Recorded(tmp_path, Kept.SPANS)
    recorded.feed("....########....")
    with recorded.end() as session:
        assert session.frame_times() == ()
        assert list(session.ticks())
    assert not list(tmp_path.rglob("*.jpg"))


def test_answers_the_clock_and_health(recorded):
    recorded.recorder.set_clock(1.7e9)
    recorded.feed("####")
    request = AnswerRequest(1, "tell me", 0.0, 1.0, 1.0, True, ())
    reply = Reply("It is bright.", "Let me see.", CutOff.LENGTH)
    recorded.recorder.answered(Answer(1, None, request, 1, responder="report", reply=reply))
    recorded.recorder.keeping_up(0, 0)
    recorded.recorder.keeping_up(2, 1)
    recorded.recorder.keeping_up(2, 1)
    recorded.recorder.note("source failed", "The camera is gone.")
    with recorded.end() as session:
        assert [(clock.at, clock.offset) for clock in session.clocks()] == [(None, 1.7e9)]
        said = [(answer.at, answer.text, answer.cut_off) for answer in session.answers()]
        assert said == [(3.0, "It is bright.", "length")]
        assert [(item.at, item.kind) for item in session.records(HealthRecord)] == [
            (3.0, "overload"),
            (3.0, "source failed"),
        ]
