"""JSON holds every value exactly, comes back as a session, and nothing else does."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from stride_desktop.core.errors import StoreError
from stride_desktop.core.settings import PrivacySettings
from stride_desktop.exports.importing import import_json
from stride_desktop.exports.json_reading import read_json
from stride_desktop.exports.json_writing import write_json
from stride_desktop.exports.material import opened
from stride_desktop.exports.writing import Order
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.records import AnswerRecord, HealthRecord, TickRecord, TimelineRecord
from tests.exports.exported import exported  # noqa: F401 - fixtures
from tests.exports.samples import REQUEST, STARTED, entries, review_of
from tests.sessions.samples import same_tick


def everything(folder):
    return sorted(path.relative_to(folder) for path in folder.rglob("*"))


def same_records(found, wanted):
    assert len(found) == len(wanted)
    for mine, theirs in zip(found, wanted, strict=True):
        assert type(mine) is type(theirs)
        if isinstance(mine, TickRecord):
            assert mine.cost == theirs.cost
            same_tick(mine.tick, theirs.tick)
        elif isinstance(mine, TimelineRecord):
            for name in ("labels", "probabilities", "settled", "origin"):
                left, right = (getattr(record.snapshot, name) for record in (mine, theirs))
                assert left.dtype == right.dtype
                assert left.tobytes() == right.tobytes(), name
            for name in ("first_second", "window", "newest"):
                assert getattr(mine.snapshot, name) == getattr(theirs.snapshot, name)
        else:
            assert mine == theirs


def test_every_value_comes_back(library, exported):
    path, name = exported
    lanes = read_json(path)
    same_records(lanes[0].records, entries(0.125, pictures=False))
    with opened(library, name, PrivacySettings()) as material:
        for read, kept in zip(lanes, material.sessions, strict=True):
            assert read.beginning == kept.beginning
            assert read.ended == kept.ended
            assert read.review == kept.review()
            same_records(read.records, list(kept.records()))
    assert lanes[0].review == review_of()
    assert lanes[0].beginning.query == REQUEST
    assert json.loads(path.read_text("utf-8"))["pictures"] == "not included"


@pytest.mark.parametrize("name", ["manner", None])
def test_answers_of_earlier_versions_are_read(exported, name):
    """Their style had another name, and none in the first version."""
    path, _ = exported
    content = json.loads(path.read_text("utf-8"))
    answers = [entry for entry in content["entries"] if entry["type"] == "answer"]
    styles = [answer.pop("answer_style") for answer in answers]
    assert any(styles)
    if name is not None:
        for answer, style in zip(answers, styles, strict=True):
            answer[name] = style
    path.write_text(json.dumps(content), "utf-8")
    read = [record for record in read_json(path)[0].records if isinstance(record, AnswerRecord)]
    assert [record.answer_style for record in read] == (styles if name else [""] * len(styles))


def test_an_import_exports_to_the_same_bytes(exported, tmp_path):
    path, _ = exported
    elsewhere = Library(tmp_path / "elsewhere")
    name = import_json(path, elsewhere)
    again = tmp_path / "again.stride.json"
    with opened(elsewhere, name, PrivacySettings()) as material:
        assert len(material.lanes) == 2
        assert material.frame_times == ()
        write_json(material, again, Order())
    assert again.read_bytes() == path.read_bytes()
    assert [info.id for info in elsewhere.sessions()] == [name]
    assert sorted(entry.name for entry in elsewhere.folder.iterdir()) == [name]
    assert elsewhere.interrupted() == ()
    for part in (elsewhere.folder, *elsewhere.folder.rglob("*")):
        assert not part.stat().st_mode & 0o077, part


def test_more_entries_than_wait_at_once(exported, tmp_path):
    """Nothing is left out, and nothing about it is added, however long the session is."""
    path, _ = exported
    content = json.loads(path.read_text("utf-8"))
    health = [entry for entry in content["entries"] if entry["type"] == "health"]
    content["entries"] += health * 9000
    path.write_text(json.dumps(content), "utf-8")
    library = Library(tmp_path / "elsewhere")
    with library.open(import_json(path, library)) as session:
        assert len(tuple(session.records(HealthRecord))) == 9001


def test_a_session_without_an_end_gets_one(library, exported):
    path, _ = exported
    content = json.loads(path.read_text("utf-8"))
    content["ended"] = None
    path.write_text(json.dumps(content), "utf-8")
    name = import_json(path, library)
    (info,) = (info for info in library.sessions() if info.id == name)
    assert info.reason == "interrupted"
    assert info.started == STARTED


# -- what is no session ----------------------------------------------------------------------------


def set_in(*places):
    """An edit of the content: the value at the end of the keys."""

    def edit(content):
        *way, key, value = places
        for step in way:
            content = content[step]
        content[key] = value
        return json.dumps(content)

    return edit


def entry(kind, *places):
    def edit(content):
        index = next(n for n, item in enumerate(content["entries"]) if item["type"] == kind)
        set_in("entries", index, *places)(content)
        return json.dumps(content)

    return edit


DAMAGE = {
    "cut off": lambda content: json.dumps(content)[:-200],
    "another format": set_in("format", "something: stride-desktop session"),
    "no version": set_in("version", "1"),
    "no beginning": set_in("beginning", None),
    "settings": set_in("beginning", "settings", "no json"),
    "kept": set_in("beginning", "kept", "everything"),
    "text as number": set_in("beginning", "started", "yesterday"),
    "beyond the calendar": set_in("beginning", "started", 1e300),
    "not a number": lambda content: json.dumps(content).replace(str(STARTED), "NaN"),
    "infinite": lambda content: json.dumps(content).replace(str(STARTED), "1e999"),
    "endless number": lambda content: json.dumps(content).replace(str(STARTED), "9" * 5000),
    "half a character": set_in("beginning", "source", "\ud800"),
    "entries": set_in("entries", {}),
    "entry": set_in("entries", 0, 7),
    "unknown entry": set_in("entries", 0, "type", "picture"),
    "flag": set_in("beginning", "live", 1),
    "no passes": entry("tick", "passes", []),
    "too many passes": lambda content: entry("tick", "passes", content["entries"][2]["passes"] * 256)(
        content
    ),
    "lengths": entry("tick", "passes", 0, "labels", [0, 1]),
    "label": entry("tick", "passes", 0, "labels", 0, 7),
    "truth as label": entry("tick", "passes", 0, "labels", 0, True),
    "probability": entry("tick", "passes", 0, "probabilities", 0, 1.5),
    "grid": entry("tick", "passes", 0, "slot_ends", -1, 1e9),
    "empty slot": entry("tick", "passes", 0, "slot_ends", 0, -1e6),
    "segment": entry("tick", "passes", 0, "segments", [[1.0, 2.0]]),
    "state": entry("event", "event", "state", "asleep"),
    "huge id": entry("event", "event", "id", 2**63),
    "timeline": entry("timeline", "settled", [True]),
    "window": entry("timeline", "window", [1.0]),
    "review": set_in("review", "next_id", 1),
    "same id": lambda content: set_in("review", "spans", content["review"]["spans"] * 2)(content),
    "verdict": set_in("review", "spans", 0, "verdict", "perhaps"),
    "lane": set_in("lanes", 0, "entries", -1, "origin", 0, 40000),
    "deep": lambda content: json.dumps(content)[:-1] + ', "x": ' + "[" * 100_000,
    "not utf-8": lambda _content: b'{"format": "stride-desktop session", \xff\xfe}',
    "foreign": lambda _content: '{"format": "csv"}',
    "no text": lambda _content: bytes(range(256)) * 20,
    "empty": lambda _content: "",
}


@pytest.mark.parametrize("edit", DAMAGE.values(), ids=DAMAGE)
def test_anything_else_is_one_clear_error_and_leaves_nothing(exported, tmp_path, edit):
    path, _ = exported
    damaged = edit(json.loads(path.read_text("utf-8")))
    path.write_bytes(damaged if isinstance(damaged, bytes) else damaged.encode())
    library = Library(tmp_path / "elsewhere")
    with pytest.raises(StoreError) as told:
        import_json(path, library)
    assert len(str(told.value)) < 500
    assert not library.folder.exists()


def test_a_newer_version_says_so(exported, library):
    path, _ = exported
    path.write_text(set_in("version", 2)(json.loads(path.read_text("utf-8"))))
    with pytest.raises(StoreError, match="newer version"):
        import_json(path, library)


def test_no_file_and_a_folder(library, tmp_path):
    for path in (tmp_path / "nothing", tmp_path):
        with pytest.raises(StoreError, match="cannot be read"):
            import_json(path, library)


def test_a_lane_that_cannot_be_stored_takes_the_session_along(exported, tmp_path, monkeypatch):
    """The disk fills up half-way."""
    path, _ = exported
    library = Library(tmp_path / "elsewhere")
    begin_lane = Library.begin_lane

    def no_room(self, session, **about):
        (self.folder / session / "lanes").write_text("a file is in the way")
        return begin_lane(self, session, **about)

    monkeypatch.setattr(Library, "begin_lane", no_room)
    with pytest.raises(StoreError, match="could not be imported"):
        import_json(path, library)
    assert everything(library.folder) == []


def test_what_a_killed_import_leaves_goes_at_the_next_start(exported, tmp_path):
    path, _ = exported
    library = Library(tmp_path / "elsewhere")
    left = library.folder / "import-000000000000"
    import_json(path, Library(left))
    (left / "writing.lock").touch()
    assert library.sessions() == ()
    assert library.interrupted() == ()
    assert everything(library.folder) == []


def test_the_sample_is_worth_it(exported):
    """It has every kind of entry, so that none can be forgotten."""
    kinds = {item["type"] for item in json.loads(exported[0].read_text("utf-8"))["entries"]}
    assert kinds == {"request", "clock", "tick", "event", "gap", "answer", "health", "timeline"}
    assert asdict(review_of())["spans"]
