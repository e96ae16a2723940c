"""`stride-desktop export` and `import`, as they are typed."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from xml.etree import ElementTree

import cv2
import pytest

from stride_desktop.__main__ import main
from stride_desktop.app.review.picture_formats import PICTURES
from stride_desktop.cli.export import ALL
from stride_desktop.exports.formats import FORMATS
from stride_desktop.sessions.folders import Folders
from stride_desktop.sessions.library import Library
from tests.exports.samples import STARTED, begun, review_of, stored, write
from tests.sessions.samples import RECORDS


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Folders of a user who has used nothing yet, and an empty folder to work in."""
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert tmp_path in Folders.of_user().data.parents, "never the real ones"
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


@pytest.fixture
def session():
    """A stored session with a re-run and a review."""
    return stored(Library(), review=review_of())


@pytest.fixture
def typed(capsys):
    """Runs a command; gives its exit status, what it printed, and what it complained about."""

    def run(*arguments):
        status = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return status, printed.out, printed.err

    return run


@pytest.mark.parametrize("name", ALL)
def test_every_format_comes_under_the_name_of_the_session(typed, session, home, name):
    wanted = f"{session}{ALL[name].ending}"
    status, out, _ = typed("export", "latest", "--format", name)
    assert (status, out) == (0, f"{wanted}\n")
    made = {path.name: path.stat().st_size for path in home.iterdir()}
    assert made.pop(wanted) > 100
    assert set(made) == ({f"{session}.mp4"} if name == "dataset" else set())
    status, _, err = typed("export", "latest", "--format", name)
    assert status == 2
    assert "already exists" in err
    assert typed("export", "latest", "--format", name, "--overwrite")[0] == 0


def test_out_and_back_in(typed, session, home):
    assert typed("export", session[:15], "--format", "json", "--out", home / "a.json")[0] == 0
    status, out, _ = typed("import", home / "a.json")
    assert status == 0
    assert out.strip() in [info.id for info in Library().sessions()]
    assert typed("export", out.strip(), "--format", "json", "--out", home / "b.json")[0] == 0
    assert (home / "a.json").read_bytes() == (home / "b.json").read_bytes()
    (home / "c.json").write_bytes((home / "a.json").read_bytes()[:-9])
    status, out, err = typed("import", home / "c.json")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert len(Library().sessions()) == 2


def frames(path):
    film = cv2.VideoCapture(str(path))
    count = film.get(cv2.CAP_PROP_FRAME_COUNT)
    film.release()
    return round(count)


def test_a_part_of_it(typed, session, home):
    clip = ("export", session, "--format", "mp4", "--overwrite", "--out", "x.mp4")
    status, _, err = typed(*clip, "--from", 2, "--to", 8)
    assert (status, frames("x.mp4")) == (0, 6)
    assert err.endswith("100 %\n")
    assert typed(*clip, "--span", 2)[0] == 0
    assert frames("x.mp4") == 6, "9.25 to 14.5"
    assert typed(*clip, "--span", 1, "--lane", 2)[0] == 0
    assert frames("x.mp4") == 3, "2.0 to 5.0 in the re-run"
    assert typed(*clip, "--from", 20)[0] == 0
    assert frames("x.mp4") == 10
    assert typed("export", session, "--format", "csv", "--lane", 2)[1] == f"{session}-lane2.spans.csv\n"
    assert (home / f"{session}-lane2.spans.csv").read_text("utf-8").count("re-run 0") == 2


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("--format", "mp4", "--span", 7), "no span 7"),
        (("--format", "mp4", "--span", 1, "--to", 7), "Leave it out"),
        (("--format", "mp4", "--from", 7, "--to", 7), "after it begins"),
        (("--format", "mp4", "--from", "nan"), "--from"),
        (("--format", "mp4", "--from", "-1"), "--from"),
        (("--format", "mp4", "--from", 400, "--to", 410), "No pictures"),
        (("--format", "csv", "--span", 1), "whole session"),
        (("--format", "json", "--lane", 1), "whole session"),
        (("--format", "csv", "--lane", 3), "no lane 3"),
        (("--format", "csv", "--out", "no/where.csv"), "no folder"),
        (("--format", "bmp"), "bmp"),
        ((), "No format"),
    ],
)
def test_mistakes_are_told(typed, session, home, wrong, told):
    status, out, err = typed("export", session, *wrong)
    assert (status, out) == (2, "")
    assert told in err
    assert list(home.iterdir()) == []


def test_sessions_are_found_by_the_beginning_of_their_ids(typed, home):
    assert "No sessions are stored" in typed("export", "latest", "--format", "csv")[2]
    both = {stored(Library(), lanes=0), stored(Library(), lanes=0)}
    start = next(iter(both))[:12]
    assert "any of 2" in typed("export", start, "--format", "csv")[2]
    assert "no session" in typed("export", "../x", "--format", "csv")[2]
    assert "No session was given" in typed("export", "--format", "csv")[2]
    for name in both:
        shortest = next(name[:n] for n in range(1, 30) if sum(other[:n] == name[:n] for other in both) == 1)
        assert typed("export", shortest, "--format", "csv")[1] == f"{name}.spans.csv\n"
    assert len(list(home.iterdir())) == 2


def test_without_a_session_all_are_listed(typed):
    assert typed("export")[1] == "No sessions are stored.\n"
    assert typed("export", "--json")[1] == ""
    library = Library()
    first = stored(library, lanes=0)
    named = replace(begun(), started=STARTED + 60, source="clip \x1b[31m✂\n.mp4")
    second = write(library.begin(named, None, lambda _notice: None), RECORDS)
    library.star(second)
    _, out, _ = typed("export")
    head, *lines = out.splitlines()
    assert head.split() == ["ID", "STARTED", "LENGTH", "KEPT", "SIZE", "SOURCE", "REQUEST"]
    assert [line.split()[0] for line in lines] == [second, first]
    assert lines[0].endswith("clip ␛[31m✂ .mp4 ★  tell me when it is bright")
    assert "pictures" in lines[0]
    assert len({line.index("pictures") for line in lines}) == 1
    objects = [json.loads(line) for line in typed("export", "--json")[1].splitlines()]
    assert [(item["id"], item["starred"], item["live"]) for item in objects] == [
        (second, True, True),
        (first, False, True),
    ]
    assert (objects[0]["source"], objects[0]["query"]) == (named.source, "tell me when it is bright")


def test_the_timeline_as_a_picture_shows_the_stretch_and_the_lanes_that_are_wanted(typed, session, home):
    whole, part = home / "whole.png", home / "part.png"
    assert typed("export", "latest", "--format", "png", "--out", whole)[0] == 0
    assert (
        typed("export", "latest", "--format", "png", "--out", part, "--lane", 1, "--from", 2, "--to", 8)[0]
        == 0
    )
    large, small = cv2.imread(str(whole)), cv2.imread(str(part))
    assert large.shape[1] == small.shape[1] == 3200
    assert large.shape[0] > small.shape[0] > 200  # two lanes, and one
    for picture in (large, small):
        assert picture.std() > 5  # there is something on it
    texts = {}
    for lane in (1, 2):
        out = home / f"lane{lane}.svg"
        assert typed("export", "latest", "--format", "svg", "--out", out, "--lane", lane)[0] == 0
        texts[lane] = " ".join(ElementTree.parse(out).getroot().itertext())
    with Library().open(session) as opened:
        queries = [opened.beginning.query, *(lane.beginning.query for lane in opened.lanes(pytest.fail))]
    for lane, query in enumerate(queries, 1):
        assert query[:12] in texts[lane]
    assert set(PICTURES) | set(FORMATS) == set(ALL)


# -- damaged sessions ------------------------------------------------------------------------------


def test_a_damaged_session_is_named_and_the_others_are_listed_and_exported(typed, session, home):
    broken = stored(Library())
    (Library().folder / broken / "session.db").write_bytes(b"")
    status, out, err = typed("export")
    assert status == 0
    assert any(line.startswith(session) and "pictures" in line for line in out.splitlines())
    assert any(line.startswith(broken) and "damaged" in line for line in out.splitlines())
    assert broken in err
    assert "its database is empty" in err
    status, out, err = typed("export", "--json")
    assert [json.loads(line)["id"] for line in out.splitlines()] == [session]
    assert broken in err
    assert typed("export", "latest", "--format", "json", "--out", home / "a.json")[0] == 0
    status, _, err = typed("export", broken, "--format", "json")
    assert status == 2
    assert "its database is empty" in err


def test_only_damaged_sessions_are_not_no_sessions(typed):
    broken = stored(Library())
    (Library().folder / broken / "session.db").write_bytes(b"")
    assert "No sessions" not in typed("export")[1]
    status, _, err = typed("export", "latest", "--format", "json")
    assert status == 2
    assert broken in err


def test_a_damaged_rerun_is_left_out_and_named(typed, session, home):
    (lane,) = (Library().folder / session / "lanes").iterdir()
    (lane / "session.db").write_bytes(b"")
    status, _, err = typed("export", session, "--format", "json", "--out", home / "a.json")
    assert status == 0
    assert lane.name in err
    assert json.loads((home / "a.json").read_text("utf-8"))["lanes"] == []


def test_an_import_does_not_claim_to_have_pictures(typed, session, home):
    typed("export", session, "--format", "json", "--out", home / "a.json")
    imported = typed("import", home / "a.json")[1].strip()
    kept = {
        json.loads(line)["id"]: json.loads(line)["kept"] for line in typed("export", "--json")[1].splitlines()
    }
    assert kept == {session: "frames", imported: "spans"}


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), lambda path: os.mkfifo(path)])
def test_what_is_no_file_is_not_imported_and_not_waited_for(typed, home, make):
    make(home / "a.json")
    status, _, err = typed("import", home / "a.json")
    assert status == 2
    assert "Not a regular file" in err
