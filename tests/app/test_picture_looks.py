"""Stored pictures as captured, small or blurred; what answers gets them as captured."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from stride_desktop.core.frames import Frame, Image
from stride_desktop.core.settings import KeepingSettings
from stride_desktop.sessions.pictures import EncodedPicture, decompress
from tests.app.fakes import ScriptedSource
from tests.app.rigs.recording import EVENT, Rig

DETAIL = 8
"""Pixels: about the width of a stroke of a large letter."""


def lettered(bright: bool) -> Image:
    """1280×720: stripes of the width of letters over the left half, dark or bright on the right."""
    image = np.full((720, 1280, 3), 230 if bright else 20, np.uint8)
    image[:, :640] = np.where(np.arange(640) // DETAIL % 2, 255, 0)[None, :, None]
    return image


def contrast(image: Image) -> float:
    """Of the stripes: brightest minus darkest within the left half."""
    half = image[:, image.shape[1] // 20 : image.shape[1] * 9 // 20].astype(int)
    return float(half.max() - half.min())


@pytest.mark.parametrize(
    ("look", "longer_side", "legible"),
    [("captured", 1280, True), ("small", 320, True), ("blurred", 640, False)],
)
def test_a_picture_is_stored_as_chosen(look: str, longer_side: int, legible: bool) -> None:
    picture = EncodedPicture(lettered(True))
    record = picture.stored_as(look).record(1.0)
    stored, thumbnail = decompress(record.jpeg), decompress(record.thumbnail)
    assert (record.width, record.height) == stored.shape[1::-1] == (longer_side, longer_side * 9 // 16)
    assert (contrast(stored) > 100) is legible
    if not legible:
        assert max(contrast(stored), contrast(thumbnail)) < 30
    assert abs(stored[:, stored.shape[1] * 3 // 4].mean() - 230) < 5, "what happens is still seen"
    assert picture.stored_as(look).record(2.0).jpeg is record.jpeg, "a still picture is compressed once"


class Lettered(ScriptedSource):
    """Pictures with letters; the room is bright in the middle."""

    def frames(self, stop):
        pictures = {bright: lettered(bright) for bright in (False, True)}
        for second, letter in enumerate(EVENT):
            if stop.is_set():
                return
            yield Frame(pictures[letter == "#"], float(second))


def test_the_session_has_blurred_pictures_and_what_answers_has_not(qtbot, tmp_path) -> None:
    rig = Rig(qtbot, tmp_path, "frames")
    rig.show()
    blurred = KeepingSettings("frames", asked=True, pictures="blurred")
    rig.program.settings.use(replace(rig.live.settings, keeping=blurred))
    with rig.run(Lettered()) as session:
        stored = [decompress(jpeg) for _, jpeg in session.pictures_between(-1e9, 1e9, 100)]
    sent = [frame.image for request in rig.responder.asked for frame in request.evidence]
    rig.close()
    assert len(stored) == len(EVENT)
    assert max(map(contrast, stored)) < 30
    assert sent
    assert min(map(contrast, sent)) == 255
