"""The open session saved from the window, in every format."""

from __future__ import annotations

import json

import cv2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from stride_desktop.app.review.export import IN_VIEW, SPAN, WHOLE, ExportDialog
from stride_desktop.app.review.picture_formats import PICTURES
from stride_desktop.exports.formats import FORMATS
from tests.app.rigs.review import SCRIPT, rig  # noqa: F401 - a fixture


@pytest.fixture
def opened(rig):
    rig.open()
    return rig


@pytest.fixture
def save(opened, tmp_path, monkeypatch):
    """Saves the open session as by hand; returns the file."""

    def run(name, stretch=WHOLE):
        path = tmp_path / f"saved{({**FORMATS, **PICTURES})[name].ending}"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
        opened.reviewing.export.trigger()
        dialog = opened.window.findChildren(ExportDialog)[-1]
        dialog.format.setCurrentIndex(dialog.format.findData(name))
        dialog.stretch.setCurrentIndex(dialog.stretch.findData(stretch))
        dialog.save.click()
        opened.until(lambda: opened.notices and str(path) in opened.notices[-1].what)
        opened.until(opened.reviewing.export.isEnabled)
        return path

    return run


def test_every_format_that_needs_no_review(save):
    for name in ("json", "csv", "seconds", "vtt", "srt", "eaf", "png", "svg"):
        assert save(name).stat().st_size > 100
    assert cv2.imread(str(save("png"))).std() > 5


def test_a_file_that_is_there_is_replaced(save):
    first = save("csv").read_text()
    save("csv").write_text("old")
    assert save("csv").read_text() == first


def test_a_clip_of_the_span_under_the_playhead(opened, save):
    opened.timeline.playhead.show(30.0)
    film = cv2.VideoCapture(str(save("mp4", SPAN)))
    assert film.get(cv2.CAP_PROP_FRAME_COUNT) == 8
    bright = [film.read()[1].mean() > 127 for _ in range(8)]
    assert bright == [False, *[True] * 7]  # a slot is what the frame at its end shows
    film = cv2.VideoCapture(str(save("mp4")))
    assert film.get(cv2.CAP_PROP_FRAME_COUNT) == pytest.approx(len(SCRIPT), abs=1)


def test_a_picture_of_what_is_in_view(opened, save):
    opened.timeline.navigation.zoom_to(8.0, 20.0)
    whole, part = save("svg").read_text(), save("svg", IN_VIEW).read_text()
    assert "0:12" in part
    assert whole != part


def test_what_a_person_said_goes_along(opened, save):
    opened.timeline.playhead.show(10.0)
    opened.press(Qt.Key.Key_W)
    opened.settle()
    said = json.loads(save("json").read_text())
    assert "wrong" in json.dumps(said)
    assert "wrong" in save("csv").read_text()


def test_what_cannot_be_written_is_an_error_in_words(opened, tmp_path):
    opened.reviewing.exporting.begin("csv", WHOLE, str(tmp_path / "missing" / "file.csv"))
    opened.until(lambda: opened.notices)
    assert "no folder" in opened.notices[-1].what
    opened.reviewing.exporting.begin("png", WHOLE, str(tmp_path / "missing" / "file.png"))
    assert "no folder" in opened.notices[-1].what
    assert opened.reviewing.export.isEnabled()


def test_an_export_can_be_cancelled(opened, tmp_path):
    path = tmp_path / "clip.mp4"
    exporting = opened.reviewing.exporting
    exporting.begin("mp4", WHOLE, str(path))
    assert opened.program.controllers.review.bar.progress.isVisible()
    assert not opened.reviewing.new_lane.isEnabled()
    opened.program.controllers.review.bar.cancel.click()
    opened.until(lambda: not exporting.active)
    assert list(tmp_path.glob("*clip*")) == []
    assert not opened.program.controllers.review.bar.progress.isVisible()


def test_a_missing_ending_is_added_and_nothing_replaced_for_that(opened, tmp_path):
    formats = {**FORMATS, **PICTURES}
    formats.pop("dataset")  # needs a review
    for name, wanted in formats.items():
        typed, target = tmp_path / f"my {name}", tmp_path / f"my {name}{wanted.ending}"
        for outcome in ("Exported to", "already exists"):
            opened.notices.clear()
            opened.reviewing.exporting.begin(name, WHOLE, str(typed))
            opened.until(lambda: opened.notices)
            opened.until(opened.reviewing.export.isEnabled)
            assert outcome in opened.notices[-1].what
            assert str(target) in opened.notices[-1].what
        assert target.is_file()
        assert not typed.exists()
