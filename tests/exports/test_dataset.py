"""Samples say what the person said: their labels, by the documented rule, are the corrected truth."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import numpy as np
import pytest

from stride_desktop.core.errors import StoreError
from stride_desktop.core.events import Event, EventChange, EventState
from stride_desktop.core.review import Review, Verdict
from stride_desktop.core.settings import PrivacySettings
from stride_desktop.core.timeline import Gap, TimelineSnapshot
from stride_desktop.exports.dataset import Film, sample_line, write_dataset
from stride_desktop.exports.material import opened
from stride_desktop.exports.samples import samples_of
from stride_desktop.exports.writing import Order
from stride_desktop.sessions.records import EventRecord, GapRecord, RequestRecord, TimelineRecord
from tests.exports.clips import brightness, film, watched
from tests.exports.samples import REQUEST, begun, files_of_at_most, review_of, stored, write


@dataclass
class Read:
    """A sample as a trainer reads it: one slot a second, the first entry that overlaps it decides."""

    query: str
    video: dict
    entries: list

    @classmethod
    def of(cls, line):
        text, video, output = line
        assert (text["type"], text["output"], video["type"]) == ("text", False, "video")
        assert output["type"] == "activation_output"
        return cls(text["content"], video, output["entries"])

    @property
    def seconds(self):
        return round(self.video["start_seconds"]), round(self.video["end_seconds"])

    def labels(self):
        """Second of the video, its label, and whether it may be masked."""
        for second in range(*self.seconds):
            label, maskable = 0, True
            for entry in self.entries:
                if entry["start_seconds"] <= second + 1 and second <= entry["end_seconds"]:
                    label, maskable = int(entry["value"] == "<active>"), entry["mask"]
                    break
            yield second, label, maskable

    @property
    def active(self):
        return [second for second, label, _ in self.labels() if label]


def check(samples, truth):
    """Active is what is true, except where earlier events are out of the question."""
    for sample in samples:
        start, end = sample.seconds
        assert (end - start) % 2 == 0
        assert 2 <= end - start <= 512
        assert len([entry for entry in sample.entries if entry["value"] == "<active>"]) <= 1
        for second, label, maskable in sample.labels():
            true = any(onset <= second + 0.5 < reach for onset, reach in truth)
            assert label == (true and maskable), (sample, second)


def lane(library, spans, seconds, edit=lambda review: review, gaps=(), requests=()):
    """A session of a file with these events and a review of them; returns its id."""
    events = [Event(number, *span, EventState.CLOSED) for number, span in enumerate(spans, 1)]
    column = np.zeros(seconds, np.int8)
    everything = TimelineSnapshot(
        0,
        column,
        column.astype(float),
        column == 0,
        column.astype(np.int16),
        None,
        (),
        (),
        (),
        float(seconds),
        column.astype(np.float32),
    )
    records = [
        RequestRecord(None, REQUEST),
        *(EventRecord(None, EventChange(event, None)) for event in events),
        *(GapRecord(Gap(start, end, "paused")) for start, end in gaps),
        *requests,
        TimelineRecord(everything),
    ]
    about = begun(address="/clip.mp4")
    name = write(library.begin(about, None, lambda _notice: None), records)
    library.save_review(name, edit(Review.of(events)))
    return name


def reviewed(review):
    return replace(review, reviewed=True)


def samples(library, name):
    with opened(library, name, PrivacySettings()) as material:
        made = Film("clip.mp4", 25.0, (48, 64), 0)
        return [Read.of(sample_line(sample, made)) for sample in samples_of(material)]


def test_each_event_gives_a_sample_up_to_the_next(library):
    truth = ((20.0, 30.0), (41.3, 52.7), (60.0, 61.0), (61.2, 70.0), (300.0, 320.0))
    found = samples(library, lane(library, truth, 400, reviewed))
    assert [sample.active for sample in found] == [
        list(range(20, 30)),
        list(range(41, 53)),
        list(range(60, 70)),  # what touches is one
        list(range(300, 320)),
    ]
    # An even number of seconds, up to the next event or half a minute on.
    assert [sample.seconds for sample in found] == [(1, 41), (0, 60), (0, 100), (0, 350)]
    assert [len(sample.entries) for sample in found] == [1, 2, 2, 2]
    assert {sample.query for sample in found} == {REQUEST}
    check(found, truth)


def test_long_streams_are_cut_to_512_seconds(library):
    truth = ((100.0, 110.0), (900.0, 905.0), (1000.0, 1700.0))
    found = samples(library, lane(library, truth, 1701, reviewed))
    assert [sample.seconds for sample in found] == [(0, 140), (423, 935), (1189, 1701)]
    assert [len(sample.entries) for sample in found] == [1, 1, 1]
    assert found[2].active == list(range(1189, 1700))
    check(found, truth)


def test_only_what_a_person_confirmed(library):
    spans = ((10.0, 15.0), (30.0, 35.0), (50.0, 55.0), (70.0, 75.0))

    def edit(review):
        return review.judged(1, Verdict.RIGHT).moved(2, 29.0, 36.0).judged(3, Verdict.WRONG).added(90, 92)

    found = samples(library, lane(library, spans, 120, edit))
    assert [sample.active for sample in found] == [list(range(10, 15)), list(range(29, 36)), [90, 91]]
    check(found, ((10, 15), (29, 36), (70, 75), (90, 92)))
    assert samples(library, lane(library, spans, 120)) == [], "nobody said anything but looked"


def test_false_alarms_of_a_reviewed_session_are_samples_without_an_event(library):
    spans = ((10.0, 15.0), (30.0, 35.0), (50.0, 55.0))

    def edit(review):
        return reviewed(review.judged(2, Verdict.WRONG).deleted(3))

    found = samples(library, lane(library, spans, 100, edit))
    assert [sample.active for sample in found] == [list(range(10, 15)), [], []]
    assert [sample.seconds[1] for sample in found[1:]] == [65, 85]
    check(found, ((10, 15),))


def test_samples_cross_neither_gaps_nor_requests(library):
    truth = ((10.0, 15.0), (30.0, 35.0), (52.0, 60.0))
    later = RequestRecord(70.0, "something else")
    found = samples(library, lane(library, truth, 100, reviewed, gaps=((19.5, 25.25),), requests=(later,)))
    assert [sample.seconds for sample in found] == [(1, 19), (26, 52), (26, 70)]
    check(found, truth)


def test_the_file_that_was_watched_is_named(library, tmp_path):
    name, video = watched(library, tmp_path)
    library.save_review(name, reviewed(review_of().deleted(3).deleted(2)))
    path = tmp_path / "x.jsonl"
    with opened(library, name, PrivacySettings()) as material:
        write_dataset(material, path, Order())
    first, *lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert first["_metadata"]["samples"] == len(lines)
    (sample, *_) = found = [Read.of(line) for line in lines]
    assert sample.video["path"] == str(video)
    assert (sample.video["fps"], sample.video["src_resolution"]) == (10.0, [48, 64])
    assert not (tmp_path / "x.mp4").exists()
    check(found, ((1.5, 6.0), (17.5, 19.25)))


@pytest.mark.parametrize("offset", [500.0, 500.28, 500.6])
def test_stored_pictures_are_written_beside(library, tmp_path, offset):
    """Times in the samples are those of the new film, whatever stream time the session had."""
    said = review_of().deleted(4)
    moved = tuple(replace(span, start=span.start + offset, end=span.end + offset) for span in said.spans)
    name = stored(library, offset=offset, review=reviewed(replace(said, spans=moved)), lanes=0)
    path = tmp_path / "x.jsonl"
    with opened(library, name, PrivacySettings()) as material:
        write_dataset(material, path, Order())
    found = [Read.of(json.loads(line)) for line in path.read_text("utf-8").splitlines()[1:]]
    check(found, ((1.5, 6.0), (9.25, 14.5)))
    assert [sample.active for sample in found] == [[1, 2, 3, 4, 5], [9, 10, 11, 12, 13], []]
    assert {sample.video["path"] for sample in found} == {"x.mp4"}
    assert {tuple(sample.video["src_resolution"]) for sample in found} == {(48, 64)}
    rate, pictures = film(tmp_path / "x.mp4")
    assert rate == found[0].video["fps"] == 1.0
    for second in found[0].active:
        assert round(brightness(pictures[second]) / 8) == second
    before = path.read_bytes()
    with (
        opened(library, name, PrivacySettings()) as material,
        pytest.raises(StoreError, match="already exists"),
    ):
        write_dataset(material, path, Order())
    assert path.read_bytes() == before


def test_nothing_to_train_on_is_said(library, tmp_path):
    with (
        opened(library, stored(library), PrivacySettings()) as material,
        pytest.raises(StoreError, match="nothing to train"),
    ):
        write_dataset(material, tmp_path / "x.jsonl", Order())
    name = stored(library, review=reviewed(review_of()), pictures=False)
    with (
        opened(library, name, PrivacySettings()) as material,
        pytest.raises(StoreError, match="No pictures"),
    ):
        write_dataset(material, tmp_path / "x.jsonl", Order())
    assert not list(tmp_path.glob("x.*"))


def test_a_failure_leaves_neither_file(library, tmp_path):
    name = stored(library, review=reviewed(review_of()), lanes=0)
    with (
        opened(library, name, PrivacySettings()) as material,
        files_of_at_most(2000),
        pytest.raises(StoreError, match="large"),
    ):
        write_dataset(material, tmp_path / "x.jsonl", Order())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]
