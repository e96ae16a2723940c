"""One second, one picture: live and in a review, by click, key, thumbnail, hover and typed time."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from stride_desktop.app.live.task import State, Task
from stride_desktop.app.timeline.curve import CURVE
from stride_desktop.app.timeline.go_to import GoTo
from stride_desktop.core.frames import Frame
from stride_desktop.resources import resource
from stride_desktop.sources.video import VideoSource
from tests.app.fakes import LiveSource
from tests.app.rigs.review import ReviewRig
from tests.exports.samples import stored

DARK, BRIGHT = "Tell me when the light goes off", "Tell me when it is bright"
"""In the demo the lamp is on until 11.99, off from 12.0 to 19.99."""


@dataclass
class Jittery(LiveSource):
    """Every picture is a little brighter than the one before, and its stamp early or late."""

    between: float = 0.0
    stamps: list[float] = field(default_factory=list)

    def frames(self, stop):
        for number, taken in enumerate(super().frames(stop)):
            jitter = (0.0, 0.02, -0.03, 0.05)[number % 4]
            self.stamps.append(taken.timestamp + self.between + jitter)
            yield Frame(taken.image + np.uint8(number), self.stamps[-1])


@pytest.fixture
def start(qtbot, tmp_path):
    rigs = []

    def make(keep="spans"):
        rig = ReviewRig(qtbot, tmp_path, keep)
        rigs.append(rig)
        rig.show()
        return rig

    yield make
    for rig in rigs:
        rig.close()


def watch(rig, source, query=DARK, *also):
    """Watch a file to its end."""
    rig.live.start(Task(source, query, also=also))
    rig.until(lambda: rig.live.state is State.IDLE and rig.live.run_number)
    rig.until(lambda: rig.reviewing.last and rig.program.controllers.answers.active is None)


def review(rig, name=""):
    rig.reviewing.open(name or rig.reviewing.last)
    rig.until(lambda: rig.reviewing.lanes.opened is not None)
    rig.settle()


def place(rig, second):
    """Where a second is on the timeline, within its first lane."""
    picture = rig.timeline.picture
    y = picture.stack.lanes[0].area(CURVE).center().y()
    return QPoint(round(picture.scale.x(second)), round(y))


def shown(rig):
    """What the preview shows: the caption, and the very pixels."""
    rig.until(
        lambda: not rig.program.controllers.preview.pictures.fetching(rig.program.controllers.preview.second)
    )
    preview = rig.window.preview
    return preview.caption or preview.title, None if preview.image is None else preview.image.tobytes()


def clicked(rig, second):
    QTest.mouseClick(rig.timeline.canvas.viewport(), Qt.MouseButton.LeftButton, pos=place(rig, second))
    return shown(rig)


def hovered(rig, second):
    """The first line of the card under the mouse, and whether it has a picture."""
    QTest.mouseMove(rig.timeline.canvas.viewport(), place(rig, second) - QPoint(40, 0))
    QTest.mouseMove(rig.timeline.canvas.viewport(), place(rig, second))
    pointer = rig.timeline.pointer
    rig.until(lambda: not rig.program.controllers.preview.pictures.fetching(pointer.second, thumbnail=True))
    time, *words = pointer.card.text().split("\n")
    return time, pointer.card.picture.pixmap().toImage().pixelColor(40, 20).lightness(), words


def typed(rig, time):
    rig.press(Qt.Key.Key_G)
    (dialog,) = rig.timeline.findChildren(GoTo)
    dialog.findChild(QLineEdit).setText(time)
    dialog.accept()
    QApplication.processEvents()
    return shown(rig)


def mean(pixels):
    return float(np.frombuffer(pixels, np.uint8).mean())


@pytest.mark.parametrize("keep", ["spans", "frames"])
def test_the_same_second_is_the_same_picture_live_and_in_a_review(start, keep):
    rig = start(keep)
    watch(rig, VideoSource(resource("demo", "demo.mp4")))
    seconds = {0.4: "0:01", 10.6: "0:11", 11.5: "0:12", 12.3: "0:13", 18.9: "0:19", 19.5: "0:20"}
    seen = {second: clicked(rig, second) for second in seconds}
    assert {second: caption for second, (caption, _) in seen.items()} == {
        second: f"Shown: {name}" for second, name in seconds.items()
    }
    assert {second: mean(pixels) < 80 for second, (_, pixels) in seen.items()} == {
        second: second in (11.5, 12.3, 18.9) for second in seconds
    }
    (number,) = rig.window.chat.cards
    thumbnails = {each.second: each for each in rig.window.chat.cards[number].pictures.buttons}
    assert thumbnails[12.0].accessibleName().endswith(", 0:12")
    QTest.mouseClick(thumbnails[12.0], Qt.MouseButton.LeftButton)
    assert shown(rig) == seen[11.5]
    assert rig.timeline.playhead.second == 12.0
    assert typed(rig, "0:12") == seen[11.5]
    rig.press(Qt.Key.Key_Left)
    assert shown(rig) == seen[10.6]
    assert rig.timeline.playhead.second == 11.0
    review(rig)
    assert {second: clicked(rig, second) for second in seconds} == seen
    assert typed(rig, "0:12") == seen[11.5]


@pytest.mark.qt_log_ignore("JPEG datastream contains no image", extend=True)
def test_damaged_pictures_are_told_of_and_leave_the_others(qtbot, tmp_path):
    rig = ReviewRig(qtbot, tmp_path, "frames")
    name = stored(rig.library)
    with rig.library.open(name) as session:
        paths = [path for path in (rig.library.folder / name).rglob("*.jpg") if path.stem.isdecimal()]
        paths.sort(key=lambda path: int(path.stem))
        files = dict(zip(session.frame_times(), paths, strict=True))
    files[5.0].write_bytes(b"")
    files[7.0].write_bytes(files[7.0].read_bytes()[:20])
    files[9.0].unlink()
    for at in (5.0, 7.0):
        files[at].with_suffix(".thumb.jpg").write_bytes(b"")
    rig.show()
    review(rig, name)
    captions = {second: clicked(rig, second - 0.5)[0].partition(" at ")[0] for second in (5.0, 6.0, 7.0, 9.0)}
    assert captions[5.0].endswith("is damaged")
    assert captions[6.0].startswith("Shown")
    assert captions[7.0].endswith("is damaged")
    assert captions[9.0].startswith("No picture")
    assert not [notice for notice in rig.notices if "inside" in notice.what]
    rig.close()


def test_another_day_the_pictures_come_from_the_file(start):
    rig = start()
    watch(rig, VideoSource(resource("demo", "demo.mp4")))
    seen = {second: clicked(rig, second) for second in (11.5, 12.3, 19.5)}
    rig.live.frames.clear()
    review(rig)
    assert {second: clicked(rig, second) for second in seen} == seen
    assert hovered(rig, 11.4)[:2] == hovered(rig, 11.9)[:2]
    time, lightness, words = hovered(rig, 11.5)
    assert (time, lightness < 80) == ("0:12", True)
    assert any("Active" in line for line in words)
    time, lightness, words = hovered(rig, 10.5)
    assert (time, lightness < 80) == ("0:11", False)
    assert any("Inactive" in line for line in words)


def test_what_is_told_of_the_demo_is_true_to_the_second(start):
    rig = start()
    watch(rig, VideoSource(resource("demo", "demo.mp4")))
    (event,) = rig.timeline.picture.rows[0].snapshot.events
    assert abs(event.onset - 12.0) <= 1.0
    assert abs(event.reach - 20.0) <= 1.0
    (request,) = rig.responder.asked
    taken = [frame.timestamp for frame in request.evidence]
    assert 2 * sum(frame.image.mean() < 80 for frame in request.evidence) >= len(taken)
    assert 12.0 in taken, "the first dark picture"
    assert request.now in taken
    rig.press(Qt.Key.Key_Home)
    assert shown(rig)[0] == "Shown: 0:00"
    rig.press(Qt.Key.Key_N)
    caption, pixels = shown(rig)
    assert (caption, mean(pixels) < 80) == ("Shown: 0:12", True)
    assert rig.timeline.navigation.bounds == (0.0, 59.0)


@pytest.mark.parametrize("between", [0.28, 0.49, 0.98])
def test_every_frame_of_a_live_source_has_a_second_of_its_own(start, between):
    """Clicked anywhere in its slot, also where stamps jitter around a full second."""
    rig = start()
    source = Jittery(between=between)
    rig.live.start(Task(source, BRIGHT))
    source.give("....####......")
    rig.until(lambda: rig.timeline.picture.row and rig.timeline.picture.row.snapshot.newest)
    rig.until(lambda: rig.timeline.picture.row.snapshot.newest == source.stamps[-1] > 1013)
    rig.live.stop()
    rig.until(lambda: rig.live.state is State.IDLE and rig.reviewing.last)
    seen = {}
    rig.timeline.navigation.zoom_to(source.stamps[0], source.stamps[-1])
    for number, stamp in enumerate(source.stamps[1:], 1):
        middle = clicked(rig, stamp - 0.5)
        assert clicked(rig, stamp - 0.2) == clicked(rig, stamp - 0.8) == middle
        assert abs(mean(middle[1]) - (220 if 4 <= number < 8 else 30) - number) < 1.5
        assert hovered(rig, stamp - 0.4)[0] in middle[0]
        assert middle[0] not in seen
        seen[middle[0]] = middle[1]
    (event,) = rig.timeline.picture.row.snapshot.events
    assert rig.timeline.picture.row.snapshot.frame_time(event.onset + 0.5) == pytest.approx(
        source.stamps[4], abs=0.1
    )
    review(rig)
    rig.timeline.navigation.zoom_to(source.stamps[0], source.stamps[-1])
    again = dict(clicked(rig, stamp - 0.5) for stamp in source.stamps[1:])
    assert again == seen


def test_answers_of_every_lane_show_their_pictures(start):
    rig = start()
    watch(rig, VideoSource(resource("demo", "demo.mp4")), BRIGHT, DARK)
    rig.live.frames.clear()
    review(rig)
    for lane in (0, 1):
        rig.timeline.pointer.lane_chosen.emit(lane)
        rig.settle()
        for number in rig.window.chat.cards:
            grid = rig.window.chat.cards[number].pictures
            rig.until(lambda grid=grid: grid.seconds)
            for button in grid.buttons:
                dark = 12.0 <= button.second < 20.0
                assert (button.image.pixelColor(10, 10).lightness() < 80) is dark
                assert button.accessibleName().endswith(f"0:{round(button.second):02}")
        assert tuple(rig.window.chat.cards)


def test_a_video_that_is_gone_or_another_one_is_told(start, tmp_path):
    rig = start()
    path = tmp_path / "clip.mp4"
    shutil.copyfile(resource("demo", "demo.mp4"), path)
    watch(rig, VideoSource(path))
    rig.live.frames.clear()
    preview = rig.window.preview
    path.touch()
    review(rig)
    assert clicked(rig, 11.5) == ("No picture of 0:12", None)
    assert preview.text == "It was not kept, and “clip.mp4” is gone or was changed."
    rig.reviewing.close()
    path.unlink()
    review(rig)
    assert clicked(rig, 11.5) == ("No picture of 0:12", None)
    assert "gone" in preview.text


def test_pictures_that_were_never_kept_are_told_of(start):
    rig = start()
    source = LiveSource()
    rig.live.start(Task(source, BRIGHT))
    source.give("....####....")
    rig.until(lambda: rig.live.newest is not None and rig.live.newest.timestamp == source.second)
    rig.live.stop()
    rig.until(lambda: rig.live.state is State.IDLE and rig.reviewing.last)
    rig.live.frames.clear()
    review(rig)
    assert clicked(rig, 1003.5)[1] is None
    assert rig.window.preview.text.startswith("It was not kept: see what is stored")


def test_what_was_deleted_is_not_shown_from_the_file(start):
    rig = start()
    rig.live.start(Task(VideoSource(resource("demo", "demo.mp4")), DARK, interval=0.02))
    rig.until(lambda: rig.live.newest is not None and rig.live.newest.timestamp >= 25.0)
    rig.live.delete_since(8.5)
    rig.until(lambda: rig.live.state is State.IDLE and rig.reviewing.last)
    for _ in ("live", "in a review"):
        rig.timeline.navigation.zoom_to(0.0, 59.0)
        assert clicked(rig, 11.5) == ("No picture of 0:12", None)
        assert rig.window.preview.text == "Nothing was watched then: deleted."
        assert clicked(rig, 7.5)[0] == "Shown: 0:08"
        rig.live.frames.clear()
        review(rig)
