"""The demo clip, watched by the shipped model: what is found and exported is true to the second."""

from __future__ import annotations

import csv
import io
import json
import threading

import pympi
import pytest
import webvtt as reader

from stride_desktop.activation import load_checkpoint
from stride_desktop.core.settings import PrivacySettings
from stride_desktop.exports.formats import FORMATS
from stride_desktop.exports.material import opened
from stride_desktop.exports.writing import Order
from stride_desktop.pipeline.lane_recording import LaneRecorder
from stride_desktop.pipeline.lane_set import LaneSet
from stride_desktop.pipeline.recording import Recorder, beginning
from stride_desktop.pipeline.settings import WatchSettings
from stride_desktop.pipeline.updates import Triggered
from stride_desktop.resources import resource
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.records import Kept
from stride_desktop.sources.video import VideoSource

ABOUT = json.loads(resource("demo", "demo.json").read_text("utf-8"))
QUERIES = [item["query"] for item in ABOUT["requests"]]
TRUTH = {item["query"]: tuple(map(float, *item["truth"])) for item in ABOUT["requests"]}


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """The folder that everything was exported to, and what each request was told."""
    folder = tmp_path_factory.mktemp("truth")
    library, source = Library(folder / "sessions"), VideoSource(resource("demo", "demo.mp4"))

    def about(query):
        return beginning(source.info, False, "stride-nano", Kept.SPANS, query, {})

    stores = [library.begin(about(QUERIES[0]), 1.0, print)]

    def begin_lane(query, _second):
        stores.append(library.begin_lane(library.id_of(stores[0]), about(query), print))
        return Recorder(stores[-1], query, pictures=False)

    recorder = LaneRecorder(Recorder(stores[0], QUERIES[0], pictures=False), begin_lane, QUERIES[1:])
    lanes = LaneSet(load_checkpoint(resource("models", "stride-nano"), device="cpu"), QUERIES)
    told = []
    for frame in source.frames(threading.Event()):
        told += (happened := lanes.push(frame))
        recorder.record(happened)
    recorder.record(lanes.finish("ended"))
    recorder.end()
    assert all(store.join(30) for store in stores)
    (listed,) = library.sessions()
    assert listed.seconds == ABOUT["seconds"]
    with opened(library, library.id_of(stores[0]), PrivacySettings()) as material:
        for name in ("vtt", "srt", "eaf", "csv", "json"):
            FORMATS[name].write(material, folder / f"x.{name}", Order(0.0, 60.0))
    return folder, [(item.query, item.update) for item in told if isinstance(item.update, Triggered)]


def subtitles(cues):
    """Query to start and end."""
    return {cue.raw_text.split("] ", 1)[1]: (cue.start_in_seconds, cue.end_in_seconds) for cue in cues}


def annotations(path):
    file = pympi.Elan.Eaf(str(path))
    tiers = [name for name in file.get_tier_names() if name.endswith("spans")]
    found = [each for name in tiers for each in file.get_annotation_data_for_tier(name)]
    return {text: (start / 1000, end / 1000) for start, end, text, *_ in found}


def table(path):
    rows = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8"), newline=""))
    return {row["request"]: (float(row["onset"]), float(row["offset"])) for row in rows if row["id"]}


def document(path):
    written = json.loads(path.read_text("utf-8"))
    found = {}
    for lane in (written, *written["lanes"]):
        events = {}
        query = ""
        for record in lane["entries"]:
            query = record["query"] if record["type"] == "request" else query
            if record["type"] == "event":
                events[record["event"]["id"]] = record["event"]
        (event,) = (event for event in events.values() if event["state"] == "closed")
        found[query] = (event["onset"], event["reach"])
    return found


def test_every_format_tells_the_truth_to_the_second(watched):
    folder, _ = watched
    exported = {
        "vtt": subtitles(reader.read(str(folder / "x.vtt"))),
        "srt": subtitles(reader.from_srt(str(folder / "x.srt"))),
        "eaf": annotations(folder / "x.eaf"),
        "csv": table(folder / "x.csv"),
        "json": document(folder / "x.json"),
    }
    for name, spans in exported.items():
        assert spans.keys() == TRUTH.keys(), name
        assert spans == exported["vtt"], "all formats have one clock"
        for query, (onset, offset) in spans.items():
            assert abs(onset - TRUTH[query][0]) <= 1.0, (name, query, onset)
            ended = TRUTH[query][1] < ABOUT["seconds"]  # what goes on at the end is for the model to follow
            assert not ended or abs(offset - TRUTH[query][1]) <= 1.0, (name, query, offset)


def test_at_least_half_of_what_is_sent_shows_the_moment(watched):
    _, told = watched
    assert {query for query, _ in told} == set(QUERIES)
    for query, update in told:
        taken = [frame.timestamp for frame in update.request.evidence]
        start, end = TRUTH[query]
        inside = [time for time in taken if start <= time < end]
        assert 2 * len(inside) >= len(taken), (query, taken)
        assert len(taken) - len(inside) <= 2, (query, taken)
        assert inside[0] <= start + 1.0, "the first picture of it; motion takes two to be seen"
        assert taken[-1] == update.trigger.time, (query, taken)
        assert len(taken) <= WatchSettings().max_images
