"""`stride-desktop bench timeline` on little material, and what it measures with."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from stride_desktop.bench.generated import Size, timeline, write
from stride_desktop.bench.stream import GeneratedStream
from stride_desktop.cli.command_line import BAD_INPUT, run_command_line
from stride_desktop.core.events import EventState
from stride_desktop.core.ticks import ACTIVE
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.opened import read_session

SIZE = Size(1800, 40, 2)
ZOOMS = {"day", "hour", "five_minutes"}

pytestmark = pytest.mark.usefixtures("qapp")


def test_it_measures_and_writes_a_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "bench.json"
    asked = ["bench", "timeline", "--hours", "0.5", "--spans", "40", "--lanes", "2", "--out", str(out)]
    assert run_command_line([*asked, "--json"]) == 0
    printed = capsys.readouterr()
    report = json.loads(printed.out)
    assert report == json.loads(out.read_text("utf-8"))
    assert "Repainting" in printed.err
    assert (report["hours"], report["spans"], report["lanes"]) == (0.5, 40, 2)
    assert set(report["repaint_ms"]) == set(report["repaint_p95_ms"]) == set(report["ratios"]) == ZOOMS
    for zoom, value in report["repaint_ms"].items():
        assert 0 < value <= report["repaint_p95_ms"][zoom]
        assert report["ratios"][zoom] == pytest.approx(value / report["empty_repaint_ms"], rel=0.02)
    for key in ("open_s", "empty_repaint_ms", "append_repaint_ms", "snapshot_ms", "longest_stall_ms"):
        assert report[key] > 0
    assert report["rss_mb"] is None or report["rss_mb"] > 20


def test_what_cannot_be_generated_is_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["bench", "timeline", "--hours", "0.1", "--spans", "4000"]) == BAD_INPUT
    assert "6 seconds for every span" in capsys.readouterr().err


def test_the_session_comes_back_from_the_disk(tmp_path: Path) -> None:
    library = Library(tmp_path)
    opened = read_session(library, write(library, SIZE))
    assert len(opened.lanes) == SIZE.lanes
    for number, stored in enumerate(opened.lanes):
        expected, snapshot = timeline(SIZE, number), stored.lane.snapshot
        assert snapshot.events == expected.events
        np.testing.assert_array_equal(snapshot.labels, expected.labels)
        assert 30 <= len(snapshot.events) <= 40
        assert stored.lane.answers
    assert opened.lanes[0].lane.query != opened.lanes[1].lane.query


def test_the_stream_goes_on_where_the_session_ended() -> None:
    past = timeline(SIZE)
    stream = GeneratedStream(past)
    snapshots = [stream.advance() for _ in range(12)]
    assert [snapshot.newest for snapshot in snapshots] == [1800 + 2 * step for step in range(1, 13)]
    assert snapshots[-1].labels.size == 1824
    np.testing.assert_array_equal(snapshots[-1].labels[:1700], past.labels[:1700])
    assert (snapshots[3].labels[-4:] == ACTIVE).all()
    assert [snapshot.events[-1].state for snapshot in snapshots[3:5]] == [
        EventState.TENTATIVE,
        EventState.CLOSED,
    ]
    assert len(snapshots[-1].events) == len(past.events) + 2
