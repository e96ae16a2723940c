"""What is hidden in a watched file stays hidden when the file is read again."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from stride_desktop.app.live.task import State, Task
from stride_desktop.core.masks import Mask, SourceMask
from stride_desktop.sources.masked import MaskedSource
from stride_desktop.sources.video import VideoSource
from tests.app.rigs.review import ReviewRig

SECONDS = [2.0, 6.0]
SECRET, OPEN = 230, 120


@pytest.fixture
def rig(qtbot, tmp_path):
    """Only spans are stored, so that older pictures come from the file."""
    rig = ReviewRig(qtbot, tmp_path, "spans")
    rig.show()
    yield rig
    rig.close()


@pytest.fixture
def video(tmp_path):
    """Its left half is secret."""
    path = tmp_path / "a.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 1.0, (96, 64))
    for _ in range(8):
        picture = np.full((64, 96, 3), OPEN, np.uint8)
        picture[:, :48] = SECRET
        writer.write(picture)
    writer.release()
    return path


def hide(rig, video, *masks):
    texts = [str(SourceMask(mask, str(video), "", "a.avi")) for mask in masks]
    rig.program.settings.use(rig.live.settings.having({"privacy.masks": tuple(texts)}))


def watch(rig, video):
    source = MaskedSource(
        VideoSource(video),
        lambda info, _part: rig.live.settings.privacy.masks_of(info.address, info.identity),
    )
    rig.live.start(Task(source, "Tell me when it is bright"))
    rig.until(lambda: rig.live.state is State.IDLE and rig.live.run_number)
    rig.until(lambda: rig.reviewing.last)


def decoded(found):
    return [cv2.imdecode(np.frombuffer(kept.jpeg, np.uint8), cv2.IMREAD_GRAYSCALE) for kept in found]


def from_file(places):
    """The pictures that the file gives, without those in memory."""
    return decoded(replace(places, memory=None).fetch(SECONDS).values())


def secret(picture):
    return bool(picture[:, 4:40].max() > SECRET - 40)


def test_scrubbing_and_questions_see_only_what_was_watched(rig, video):
    pictures = rig.program.controllers.pictures
    watch(rig, video)
    assert all(map(secret, from_file(pictures.now())))
    hide(rig, video, Mask(0.0, 0.0, 0.5, 1.0))
    assert not any(map(secret, from_file(pictures.now()))), "a part that is hidden from now on"
    watch(rig, video)
    hide(rig, video)
    now = from_file(pictures.now())
    assert len(now) == 2
    assert not any(map(secret, now)), "it was hidden when watching began"
    assert all(picture[:, 60:].min() > OPEN - 20 for picture in now)


def test_a_part_that_was_hidden_only_for_a_while_stays_hidden(rig, video):
    """It is drawn on the picture while it is watched, so it is not among the settings of the beginning."""
    hidden_at = []

    def masks(*_):
        hidden_at.append(len(hidden_at))
        return (Mask(0.0, 0.0, 0.5, 1.0),) if len(hidden_at) == 4 else ()

    rig.live.start(Task(MaskedSource(VideoSource(video), masks), "Tell me when it is bright"))
    rig.until(lambda: rig.live.state is State.IDLE and rig.live.run_number)
    rig.until(lambda: rig.reviewing.last)
    assert len(hidden_at) == 8
    now = from_file(rig.program.controllers.pictures.now())
    rig.reviewing.open(rig.reviewing.last)
    rig.until(lambda: rig.reviewing.lanes.opened is not None)
    rig.settle()
    opened = from_file(rig.program.controllers.pictures.of(rig.reviewing.lanes.opened))
    assert len(now) == len(opened) == 2
    assert not any(map(secret, (*now, *opened)))


def test_a_session_that_is_opened_later_keeps_its_masks(rig, video):
    hide(rig, video, Mask(0.0, 0.0, 0.5, 1.0))
    watch(rig, video)
    hide(rig, video)
    rig.reviewing.open(rig.reviewing.last)
    rig.until(lambda: rig.reviewing.lanes.opened is not None)
    rig.settle()
    opened = from_file(rig.program.controllers.pictures.of(rig.reviewing.lanes.opened))
    assert len(opened) == 2
    assert not any(map(secret, opened))


@pytest.mark.parametrize("keep", ["spans", "frames"])
def test_what_is_hidden_afterwards_is_hidden_in_every_place(qtbot, tmp_path, video, keep):
    """Pictures in memory, and stored ones, were taken before."""
    rig = ReviewRig(qtbot, tmp_path, keep)
    rig.show()
    watch(rig, video)
    rig.reviewing.open(rig.reviewing.last)
    rig.until(lambda: rig.reviewing.lanes.opened is not None)
    rig.settle()
    pictures, opened = rig.program.controllers.pictures, rig.reviewing.lanes.opened
    for mask, is_secret in ((), True), ((Mask(0.0, 0.0, 0.5, 1.0),), False):
        hide(rig, video, *mask)
        places = pictures.of(opened)
        for place in (
            replace(places, video=None, stored=None),
            replace(places, video=None, memory=None),
            replace(places, memory=None),
        ):
            if place.stored is not None and place.video is None and keep == "spans":
                continue
            shown = [place.fetch(SECONDS).values(), place.fetch(SECONDS, thumbnail=True).values()]
            for found in (*shown, place.between(1.0, 6.0, 4)):
                assert len(found) >= 2
                assert {secret(picture) for picture in decoded(found)} == {is_secret}
                assert all(picture[:, 60:].min() > OPEN - 20 for picture in decoded(found))
        at_once = places.in_memory(2.0)
        assert (at_once is not None) == is_secret, "the GUI thread does not wait for it to be made black"
    rig.close()


def test_a_part_is_marked_on_the_last_picture_of_a_file(rig, video):
    masking, preview = rig.program.controllers.masking, rig.window.preview
    rig.live.start(Task(VideoSource(video), "Tell me when it is bright", interval=0.1))
    rig.until(lambda: preview.image is not None)
    masking.edit()
    rig.until(lambda: rig.reviewing.last)
    assert masking.editor is not None, "it goes on at the end of the file"
    assert preview.image[:, 4:40].max() > SECRET - 40
    masking.editor.close()
    masking.edit()
    masking.editor.edited.emit((Mask(0.0, 0.0, 0.5, 1.0),))
    masking.editor.close()
    rig.until(lambda: preview.image is not None and preview.image[:, 4:40].max() < 40)
    assert preview.image[:, 60:].min() > OPEN - 20
    assert preview.caption == "Shown: 0:07"


def test_a_card_that_is_answered_again_hides_it(rig, video):
    """Its frames were taken before the part was hidden."""
    watch(rig, video)
    asked, answers = rig.responder.asked, rig.program.controllers.answers
    rig.until(lambda: len(asked) == 1 and not answers.busy)
    assert any(secret(frame.image) for frame in asked[0].evidence)
    hide(rig, video, Mask(0.0, 0.0, 0.5, 1.0))
    assert answers.retry(1)
    rig.until(lambda: len(asked) == 2)
    assert asked[1].evidence
    assert not any(secret(frame.image) for frame in asked[1].evidence)
