"""What was hidden while watching is stored with the session, whatever becomes of the rest of it."""

from __future__ import annotations

import pytest

from stride_desktop.core.errors import StoreError
from stride_desktop.core.masks import Mask, SourceMask
from stride_desktop.core.settings import PrivacySettings
from stride_desktop.core.timeline import DELETED, Gap
from stride_desktop.pipeline.recording import Recorder
from stride_desktop.sessions.opened import read_session
from stride_desktop.sessions.records import MaskRecord
from tests.sessions.damaged import change
from tests.sessions.samples import RECORDS, beginning, stored

FILE = "/films/a.mp4"
LEFT, RIGHT, TOP = Mask(0.0, 0.0, 0.5, 1.0), Mask(0.5, 0.0, 0.5, 1.0), Mask(0.0, 0.0, 1.0, 0.25)
HIDING = (*RECORDS[:3], MaskRecord(str(LEFT)), *RECORDS[3:], MaskRecord(str(RIGHT)))


@pytest.fixture
def name(library):
    """A session of a file."""
    name = stored(library, HIDING)
    change(library, name, "UPDATE session SET address = ?", values=(FILE,))
    return name


def masks(library, name, *now):
    with library.open(name) as session:
        return session.masks(PrivacySettings(masks=now))


def test_every_mask_is_read_with_those_of_the_settings(library, name):
    here = str(SourceMask(TOP, FILE, "", "a.mp4"))
    elsewhere = str(SourceMask(TOP, "camera:other", "", "Camera"))
    assert masks(library, name) == (LEFT, RIGHT)
    assert masks(library, name, elsewhere) == (LEFT, RIGHT)
    assert masks(library, name, here) == (LEFT, RIGHT, TOP)
    assert read_session(library, name).masks == (LEFT, RIGHT)


def test_a_recorder_stores_each_once(library):
    store = library.begin(beginning(), None, pytest.fail)
    recorder = Recorder(store, "tell me", pictures=False)
    for hidden in ((LEFT,), (), (LEFT, RIGHT), (RIGHT,)):
        recorder.hide(hidden)
    recorder.end()
    assert store.join(30)
    with library.open(store.files.folder.name) as session:
        assert tuple(session.records(MaskRecord)) == (MaskRecord(str(LEFT)), MaskRecord(str(RIGHT)))


def test_deleting_what_was_watched_keeps_them(library, name):
    library.delete_after(name, Gap(5.0, 50.0, DELETED))
    assert masks(library, name) == (LEFT, RIGHT)


def test_damaged_ones_are_said_and_nothing_of_the_file_is_shown(library, name):
    change(library, name, "UPDATE masks SET mask = 'somewhere'")
    with pytest.raises(StoreError, match="damaged"):
        masks(library, name)
    opened = read_session(library, name)
    assert opened.masks is None
    assert len(opened.damage) == len(opened.lanes) == 1


def test_of_another_source_is_stored_only_what_was_seen(library):
    assert masks(library, stored(library, HIDING)) == ()
