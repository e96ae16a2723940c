"""Tables read back as what is in the session, and no cell is a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import numpy as np
import pytest

from stride_desktop.core.errors import StoreError
from stride_desktop.core.settings import PrivacySettings
from stride_desktop.exports.formats import FORMATS
from stride_desktop.exports.material import opened
from stride_desktop.exports.tables import plain, seconds_table, spans_table
from stride_desktop.exports.writing import Order
from tests.exports.samples import REQUEST, STARTED, review_of, stored

OFFSET = 5000.5


@pytest.fixture
def material(library):
    with opened(library, stored(library, OFFSET, review_of_at()), PrivacySettings()) as opened_material:
        yield opened_material


def review_of_at():
    """The review, in the stream time of the session."""
    said = review_of()
    spans = tuple(replace(span, start=span.start + OFFSET, end=span.end + OFFSET) for span in said.spans)
    return replace(said, spans=spans)


def rows(text):
    assert text.endswith("\r\n")
    quoted = False
    for before, letter in pairwise(text):
        quoted ^= letter == '"'
        assert letter != "\n" or quoted or before == "\r", "lines end as RFC 4180 says"
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_spans(material):
    table = rows(spans_table(material))
    assert [(row["lane"], row["id"], row["event"], row["verdict"]) for row in table] == [
        ("1", "1", "1", "right"),
        ("1", "2", "2", "open"),
        ("1", "4", "", "right"),
        ("1", "", "3", ""),
        ("1", "3", "4", "wrong"),
        ("2", "1", "1", "open"),
        ("2", "2", "2", "wrong"),
    ]
    first, second, added, forgotten, wrong = table[:5]
    # The session starts with the first picture, at 5000.5.
    assert (first["onset"], first["offset"], first["duration"]) == ("1.5", "6.0", "4.5")
    assert (second["onset"], second["offset"]) == ("9.25", "14.5")
    assert (second["state"], second["reason"], second["triggered at"]) == ("triggered", "gap", "13.0")
    assert (added["state"], added["onset"], added["triggered at"]) == ("", "17.5", "")
    assert forgotten["state"] == "retracted"
    assert (first["request"], wrong["request"]) == (REQUEST, "another request")
    assert table[5]["request"] == "re-run 0"
    assert {row["model"] for row in table} == {"stride-nano"}
    column = "already so at the start"
    assert [row[column] for row in (first, second, added)] == ["yes", "no", ""]
    assert first["note"] == '\'@well, "good"\n-->'
    assert wrong["note"] == "'=1+1"
    clock = datetime.fromisoformat(first["onset by the clock"])
    assert clock.tzinfo is not None
    assert clock.timestamp() == STARTED + 1.5


def test_spans_without_a_review_are_events(library):
    name = stored(library, lanes=0, clock=False, address="/clip.mp4")
    with opened(library, name, PrivacySettings()) as material:
        table = rows(spans_table(material))
    assert [(row["id"], row["onset"], row["verdict"]) for row in table] == [
        ("1", "2.0", ""),
        ("2", "9.25", ""),
        ("3", "20.0", ""),
        ("4", "24.0", ""),
    ]
    assert {row["onset by the clock"] for row in table} == {""}, "a file has no time of day"


def test_a_span_that_was_deleted_says_so(library):
    name = stored(library, review=review_of().deleted(1), lanes=0)
    with opened(library, name, PrivacySettings()) as material:
        verdicts = {row["event"]: row["verdict"] for row in rows(spans_table(material))}
    assert verdicts == {"": "right", "1": "deleted", "2": "open", "3": "", "4": "wrong"}


def test_seconds(material):
    table = rows(seconds_table(material))
    snapshot = material.lanes[0].snapshot
    assert len(table) == len(snapshot.labels) - 1, "the slot of the first picture lies before the start"
    for index, row in enumerate(table, 1):
        assert int(row["second"]) + material.start == snapshot.first_second + index + snapshot.shift[index]
        label = int(snapshot.labels[index])
        assert row["lane 1 label"] == {-1: "", 0: "inactive", 1: "active"}[label]
        if label >= 0:
            assert row["lane 1 settled"] == ("yes" if snapshot.settled[index] else "no")
        probability = snapshot.probabilities[index] if label >= 0 else np.nan
        assert row["lane 1 probability"] == ("" if np.isnan(probability) else f"{probability:.6g}")
    assert {row["lane 1 why"] for row in table[15:18]} == {"paused"}
    assert {row["lane 1 why"] for row in table} > {"paused", "retained", "round 1"}
    assert {row["lane 2 label"] for row in table} > {"active"}
    assert datetime.fromisoformat(table[3]["by the clock"]).timestamp() == 5003.5 + STARTED - OFFSET


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＋1", "－1", "＠a"]
)
def test_no_text_is_a_formula(text):
    assert plain(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", "tell me", "'=1", "5", "ä"])
def test_other_texts_stay_as_they_are(text):
    assert plain(text) == text


def test_one_lane_keeps_its_number(material, tmp_path):
    FORMATS["csv"].write(material.only(2), tmp_path / "x.csv", Order(0.0, 0.0))
    table = rows((tmp_path / "x.csv").read_bytes().decode("utf-8"))
    assert [row["lane"] for row in table] == ["2", "2"]
    for number in (0, 3, -1):
        with pytest.raises(StoreError, match="no lane"):
            material.only(number)
