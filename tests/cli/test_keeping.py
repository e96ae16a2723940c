"""`watch --keep` stores what it watches, and `paths` shows and deletes what there is."""

from __future__ import annotations

import io
import sys

import pytest

from stride_desktop.__main__ import main
from stride_desktop.app.system.crash import log_folder
from stride_desktop.cli import watch
from stride_desktop.pipeline.settings_store import SettingsStore
from stride_desktop.sessions.folders import Folders
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.records import Kept, RequestRecord
from stride_desktop.sources.base import SourceInfo, Traits
from stride_desktop.sources.catalog import CAMERA
from tests.pipeline.pictures import pattern, picture
from tests.sessions.samples import beginning

EVENT = "." * 8 + "#" * 8 + "." * 8


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Folders of a user who has used nothing yet."""
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    monkeypatch.setenv("HOME", str(tmp_path))
    folders = Folders.of_user()
    assert tmp_path in folders.data.parents, "never the real ones"
    return folders


def keep(make_video, run_json, *what):
    status, lines = run_json("watch", make_video(EVENT), "--query", "bright", "--json", *what)
    assert status == 0
    return lines


class OfTheDay:
    """A camera that gives its frames at once."""

    info = SourceInfo(CAMERA, "camera:", "a camera")
    traits = Traits(live=True)
    warning = ""

    def frames(self, _stop):
        for second, bright in enumerate(pattern("....############")):
            yield picture(bright, float(second))


@pytest.mark.usefixtures("bright_model", "home")
def test_a_clock_that_is_set_leaves_a_gap_and_a_session_of_its_true_length(run_json, monkeypatch):
    """An hour on and then two hours back, as the clocks of a machine without a battery do at its start."""
    walls = iter([1e9] * 6 + [1e9 + 3600] * 5 + [1e9 - 3600] * 5)
    monkeypatch.setattr(watch, "wall_offset", lambda: next(walls))
    monkeypatch.setattr(watch, "open_source", lambda *_, **__: OfTheDay())
    status, lines = run_json("watch", "camera:", "--query", "bright", "--json", "--keep", "spans")
    assert status == 0
    gaps = [(line["start"], line["end"], line["reason"]) for line in lines if line["type"] == "gap"]
    assert gaps == [(5.0, 6.0, "clock"), (10.0, 11.0, "clock")]
    (info,) = Library().sessions()
    assert 0 <= info.ended - info.started < 60
    with Library().open(info.id) as session:
        assert [(gap.start, gap.end, gap.reason) for gap in session.gaps()] == gaps
        assert [record.offset for record in session.clocks()] == [1e9, 1e9 + 3600, 1e9 - 3600]


def test_the_end_of_a_session_is_its_length_after_its_beginning(tmp_path, monkeypatch):
    stored, elapsed = Library(tmp_path / "sessions"), iter([100.0, 190.0])
    monkeypatch.setattr("stride_desktop.sessions.writer.stream_time", lambda: next(elapsed))
    writer = stored.begin(beginning(started=1e9), None, lambda _notice: None)
    writer.append(RequestRecord(None, "bright"))
    writer.close("stopped")
    assert writer.join(20)
    (info,) = stored.sessions()
    assert (info.started, info.ended) == (1e9, 1e9 + 90.0)


@pytest.mark.usefixtures("bright_model")
def test_by_default_nothing_is_kept(make_video, run_json, home):
    keep(make_video, run_json)
    assert not home.data.exists()


@pytest.mark.usefixtures("bright_model")
@pytest.mark.parametrize("what", Kept)
def test_what_is_printed_is_what_is_kept(make_video, run_json, what):
    lines = keep(make_video, run_json, "--keep", what)
    assert lines == keep(make_video, run_json), "keeping changes nothing else"
    (info,) = Library().sessions()
    assert (info.source, info.kept, info.reason, info.live) == ("clip.avi", what, "ended", False)
    with Library().open(info.id) as session:
        assert [tick.timestamp for tick in session.ticks()] == [
            line["time"] for line in lines if line["type"] == "tick"
        ]
        assert [item.change.event.state for item in session.event_records()] == [
            line["state"] for line in lines if line["type"] == "event"
        ]
        (trigger,), (answer,) = session.timeline().triggers, session.answers()
        assert (trigger.time, trigger.onset) == (11.0, 7.0)
        assert answer.text == next(line["text"] for line in lines if line["type"] == "answer")
        frames = 24 if what is Kept.FRAMES else 0
        assert len(session.frame_times()) == frames
        assert session.settings["responder"]["max_images"] >= 1
        assert session.clocks() == (), "a file has no time of day"


@pytest.mark.usefixtures("bright_model")
def test_every_request_has_a_lane_of_the_session(make_video, run_json):
    more = "--query", "is it bright?", "--query", "light", "--keep", "frames"
    lines = keep(make_video, run_json, *more)
    (info,) = Library().sessions()
    with Library().open(info.id) as session:
        lanes = session, *session.lanes(pytest.fail)
        assert [lane.beginning.query for lane in lanes] == ["bright", "is it bright?", "light"]
        assert [lane.beginning.kept for lane in lanes] == [Kept.FRAMES, Kept.SPANS, Kept.SPANS]
        for lane in lanes:
            query = lane.beginning.query
            mine = [line for line in lines if line.get("query") == query]
            assert [tick.timestamp for tick in lane.ticks()] == [
                line["time"] for line in mine if line["type"] == "tick"
            ]
            assert [item.text for item in lane.answers()] == [
                line["text"] for line in mine if line["type"] == "answer"
            ]
            assert [item.query for item in lane.requests()] == [query]
            assert lane.ended is not None
            lane.close()
    assert len(lines) > 3 * 12


@pytest.mark.usefixtures("bright_model")
def test_a_folder_that_cannot_be_written_is_told_and_watching_goes_on(make_video, home, capsys):
    home.data.parent.mkdir(parents=True, exist_ok=True)
    home.data.write_text("a file is in the way")
    assert main(["watch", str(make_video(EVENT)), "--query", "bright", "--keep", "spans"]) == 0
    printed = capsys.readouterr()
    assert "Event 1" in printed.out
    assert printed.err.count("cannot be stored") == 1
    assert "Traceback" not in printed.err


# -- paths -----------------------------------------------------------------------------------------


def filled(home):
    SettingsStore().save(SettingsStore().load().settings)
    home.log.mkdir(parents=True, exist_ok=True)
    (home.log / "stride-desktop.log").write_text("x" * 2000)
    writer = Library().begin(beginning(), None, lambda notice: pytest.fail(notice.what))
    writer.append(RequestRecord(None, "tell me"))
    writer.close("stopped")
    assert writer.join(30)


def test_the_folders_are_those_that_the_window_uses(home):
    assert home.log == log_folder()
    assert home.config == SettingsStore().path.parent


def test_sizes_in_json(home, run_json):
    status, (nothing,) = run_json("paths", "--json")
    assert status == 0
    assert nothing == {
        name: {"path": str(getattr(home, name)), "bytes": 0} for name in ("config", "data", "log")
    }
    filled(home)
    _, (sizes,) = run_json("paths", "--json")
    assert sizes["config"]["bytes"] > 100
    assert sizes["data"]["bytes"] > 4096
    assert sizes["log"]["bytes"] == 2000


def test_sizes_in_words(home, capsys):
    filled(home)
    assert main(["paths"]) == 0
    printed = capsys.readouterr().out
    assert "2.0 kB" in printed
    assert str(home.data) in printed


def test_deleting_everything(home, capsys):
    filled(home)
    assert main(["paths", "--delete-all", "--yes"]) == 0
    assert not any(folder.exists() for folder in (home.config, home.data, home.log))
    assert "Everything was deleted" in capsys.readouterr().out
    assert main(["paths", "--delete-all", "--yes"]) == 0, "and again, with nothing there"


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("answer", "deleted"), [("yes\n", True), ("no\n", False), ("\n", False), ("", False)]
)
def test_it_asks_on_a_terminal(home, monkeypatch, answer, deleted):
    filled(home)
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    assert main(["paths", "--delete-all"]) == (0 if deleted else 1)
    assert home.data.exists() is not deleted


def test_without_a_terminal_nothing_is_deleted(home, monkeypatch, capsys):
    filled(home)
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes\n"))
    assert main(["paths", "--delete-all"]) == 2
    assert "--yes" in capsys.readouterr().err
    assert home.data.exists()


def test_nothing_is_deleted_while_a_session_is_stored(home, capsys):
    writer = Library().begin(beginning(), None, lambda notice: pytest.fail(notice.what))
    writer.append(RequestRecord(None, "tell me"))
    while not Library().sessions():
        writer.join(0.02)
    assert main(["paths", "--delete-all", "--yes"]) == 2
    assert "Stop watching first" in capsys.readouterr().err
    writer.close("stopped")
    assert writer.join(30)
    assert home.data.exists()
    assert Library().sessions()[0].reason == "stopped"
