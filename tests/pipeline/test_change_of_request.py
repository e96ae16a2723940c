"""A request that is changed while watching: a lane of its own, told, stored and derived again."""

from __future__ import annotations

from itertools import count

import numpy as np
import pytest

from stride_desktop.core.derivation import derive
from stride_desktop.core.errors import RequestError, SettingsError
from stride_desktop.core.events import EventSettings, EventState
from stride_desktop.core.timeline import DELETED, EMPTY, Gap
from stride_desktop.pipeline.lane_recording import LaneRecorder
from stride_desktop.pipeline.lane_set import LaneSet
from stride_desktop.pipeline.recording import Recorder, beginning
from stride_desktop.pipeline.updates import (
    Deleted,
    EventMoved,
    RequestAdded,
    RequestRemoved,
    Ticked,
    Triggered,
)
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.pictures import EncodedPicture
from stride_desktop.sessions.records import Kept
from tests.pipeline.pictures import BrightModel, pattern, stream
from tests.pipeline.recorded import SCREEN


class Stored:
    """Watches for bright pictures first, their recorders, and what they told."""

    def __init__(self, folder, model=None):
        self.library = Library(folder / "sessions")
        self.model = model or BrightModel()
        self.lanes = LaneSet(self.model, ["bright"], numbers=count(1))
        self.stores = [self.library.begin(self._about("bright"), 1.0, self._fail)]
        first = Recorder(self.stores[0], "bright", pictures=True)
        self.recorder = LaneRecorder(first, self._begin_lane, ())
        self.told = []

    def _about(self, query):
        return beginning(SCREEN, True, "bright", Kept.FRAMES, query, {"events": {"by_runs": True}})

    def _fail(self, notice):
        pytest.fail(notice.what)

    def _begin_lane(self, query, asked_at):
        session = self.library.id_of(self.stores[0])
        self.stores.append(self.library.begin_lane(session, self._about(query), self._fail))
        return Recorder(self.stores[-1], query, pictures=False, asked_at=asked_at)

    def tell(self, told):
        self.told += told
        self.recorder.record(told)

    def feed(self, text, begin):
        for frame in stream(pattern(text), begin):
            self.recorder.session.see(frame.timestamp, EncodedPicture(frame.image))
            self.tell(self.lanes.push(frame))

    def of(self, kind, lane):
        return [item.update for item in self.told if item.lane == lane and isinstance(item.update, kind)]

    def end(self):
        self.tell(self.lanes.finish("stopped"))
        self.recorder.end()
        assert all(store.join(30) for store in self.stores)
        return self.library.open(self.library.id_of(self.stores[0]))


@pytest.fixture
def stored(tmp_path):
    return Stored(tmp_path)


def test_the_lane_ends_and_another_begins_that_knows_the_same_frames(stored):
    stored.feed("........######", 0.0)
    told = stored.lanes.change_request("dark", 0)
    assert (told[0].lane, told[0].update) == (1, RequestAdded("dark", 13.0))
    assert (told[-1].lane, told[-1].update) == (0, RequestRemoved("bright", "new request", successor=1))
    (moved,) = [item.update.change.event for item in told if isinstance(item.update, EventMoved)]
    assert (moved.state, moved.reason) == (EventState.CLOSED, "new request")
    stored.tell(told)
    encoded = stored.model.encoded
    stored.feed("##....", 14.0)
    assert stored.model.encoded == encoded + 3, "frames are not encoded again"
    assert list(stored.lanes.lanes) == [1]
    assert not any(item.lane == 0 for item in stored.told[-8:])
    first = stored.of(Ticked, 1)[0].tick
    assert first.labels[first.passes[0].slot_starts.searchsorted(3.0)] == 1, "it has seen what was before"
    (trigger,) = [item.trigger for item in stored.of(Triggered, 1)]
    assert trigger.onset == 15.0, "what was over when the request was made is not told"
    assert {item.query for item in stored.told if item.lane == 1} == {"dark"}


def test_an_event_that_goes_on_is_told_for_the_new_request_too(stored):
    stored.feed("....######", 0.0)
    stored.tell(stored.lanes.change_request("bright things", 0))
    stored.feed("##", 10.0)
    (told,) = stored.of(Triggered, 1)
    assert (told.trigger.onset, told.request.query) == (3.0, "bright things")
    assert told.request.evidence[0].timestamp < 10, "the frames of before count"


def test_two_changes_in_a_hurry_end_both(stored):
    stored.feed("....", 0.0)
    stored.tell(stored.lanes.change_request("dark", 0))
    stored.tell(stored.lanes.change_request("dark things", 0))
    assert {lane: watch.query for lane, watch in stored.lanes.lanes.items()} == {2: "dark things"}
    assert [(item.lane, item.query) for item in stored.lanes.ask("what is it?", 0)] == [(2, "dark things")]


@pytest.mark.parametrize("query", ["", "forbidden", "x" * 2001])
def test_what_cannot_be_watched_for_changes_nothing(stored, query):
    stored.feed("....", 0.0)
    with pytest.raises(RequestError):
        stored.lanes.change_request(query, 0)
    assert {lane: watch.query for lane, watch in stored.lanes.lanes.items()} == {0: "bright"}
    with pytest.raises(SettingsError):
        LaneSet(BrightModel(), ["bright", "dark"], max_bytes=32_000)
    little = LaneSet(BrightModel(), ["bright"], max_bytes=32_000)
    little.change_request("dark", 0)
    assert [watch.query for watch in little.lanes.values()] == ["dark"], "the lane that ends needs no more"


def test_it_is_stored_as_two_lanes_each_with_its_own_events(stored):
    stored.feed("....########..", 100.0)
    stored.tell(stored.lanes.change_request("dark", 0))
    stored.feed("####........####", 114.0)
    with stored.end() as session:
        (other,) = session.lanes(pytest.fail)
        assert (session.beginning.query, other.beginning.query) == ("bright", "dark")
        assert [(item.at, item.query) for item in other.requests()] == [(113.0, "dark")]
        assert session.ended.reason == "stopped"
        assert len(session.frame_times()) == 30
        for lane, found in enumerate((session, other)):
            assert [item.change for item in found.event_records()] == [
                item.change for item in stored.of(EventMoved, lane)
            ]
        assert session.timeline().newest == 113.0
        assert session.gaps() == (Gap(113.0, 113.0, "new request"),)
        assert other.timeline().newest == 129.0
        assert not (session.timeline().labels[113 - session.timeline().first_second :] != EMPTY).any()
        other.close()
    (info,) = stored.library.sessions()
    assert (info.queries, info.seconds, info.reason) == (("bright", "dark"), 30.0, "stopped")


@pytest.mark.parametrize("seed", range(5))
def test_both_lanes_derive_to_what_was_told(tmp_path, seed):
    stored = Stored(tmp_path, BrightModel(noise=np.random.RandomState(seed)))
    stored.feed("." * 40, 0.0)
    stored.tell(stored.lanes.change_request("dark", 0))
    stored.feed("." * 40, 40.0)
    with stored.end() as session:
        lanes = (session, *session.lanes(pytest.fail))
        for lane, found in enumerate(lanes):
            changes = [item.change for item in stored.of(EventMoved, lane)]
            told = list({change.event.id: change.event for change in changes}.values())
            events, triggers = derive(found.steps(), EventSettings.live())
            assert [_unnumbered(event) for event in events] == [_unnumbered(event) for event in told]
            assert [trigger.time for trigger in triggers] == [
                change.trigger.time for change in changes if change.trigger is not None
            ]
            found.close()


def test_what_is_deleted_is_deleted_from_the_lane_that_ended_too(stored):
    stored.feed("....########", 100.0)
    stored.tell(stored.lanes.change_request("dark", 0))
    stored.feed("....", 112.0)
    gap = Gap(105.0, 115.0, DELETED)
    told = stored.lanes.delete(gap)
    assert [item.lane for item in told if isinstance(item.update, Deleted)] == [0, 1]
    stored.tell(told)
    assert all(event.reach <= 105.0 for event in stored.lanes.lanes[1].snapshot().events)
    stored.feed("....", 116.0)
    with stored.end() as session:
        lanes = (session, *session.lanes(pytest.fail))
        assert [lane.beginning.query for lane in lanes] == ["bright", "dark"], "what is watched for still is"
        for lane in lanes:
            assert not any(105.0 < tick.timestamp <= 115.0 for tick in lane.ticks())
            assert Gap(105.0, 115.0, DELETED) in lane.gaps()
            lane.close()
        assert not any(105.0 < second <= 115.0 for second in stored.library.open(session.id).frame_times())


def _unnumbered(event):
    return event.onset, event.reach, event.state, event.triggered_at, event.late, event.reason
