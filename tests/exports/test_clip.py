"""Clips are films that play: right pictures, right length, nothing left when they fail."""

from __future__ import annotations

import errno
import os
from contextlib import closing
from pathlib import Path
from unittest.mock import Mock

import av
import cv2
import numpy as np
import pytest

from stride_desktop.core.errors import Cancelled, SourceError, StoreError
from stride_desktop.core.settings import PrivacySettings
from stride_desktop.exports.clip import write_clip
from stride_desktop.exports.material import opened
from stride_desktop.exports.writing import Order
from stride_desktop.sessions.pictures import EncodedPicture
from stride_desktop.sources.reader import VideoReader
from tests.exports.clips import RATE, brightness, film, watched
from tests.exports.samples import begun, files_of_at_most, frame, stored, write
from tests.sources.clips import frame_index
from tests.sources.movies import make


@pytest.fixture
def material(library):
    with opened(library, stored(library, offset=500.0, lanes=0), PrivacySettings()) as opened_material:
        yield opened_material


def test_stored_pictures_play_in_real_time(material, tmp_path):
    path, told = tmp_path / "x.mp4", []
    write_clip(material, path, Order(502.0, 509.0, progress=told.append))
    rate, pictures = film(path)
    assert rate == 1.0
    assert len(pictures) == 7
    assert pictures[0].shape == (48, 64, 3)
    for number, picture in enumerate(pictures):
        wanted = frame(number + 2).image[:, :, ::-1].astype(float)
        assert abs(brightness(picture) - brightness(wanted)) < 4
        assert np.abs(picture.astype(float) - wanted).mean() < 12
    assert told == sorted(told)
    assert told[-1] == 1.0


def shown(path):
    """From when until when each picture of a film is shown, and which second it is of; black is 0."""
    with av.open(str(path)) as container:
        for picture in container.decode(video=0):
            pixels = picture.to_ndarray(format="bgr24")
            lasts = round(float(picture.duration * picture.time_base), 2)
            yield round(picture.time, 2), lasts, round(brightness(pixels) / 8)


def test_pictures_are_shown_from_when_they_were_taken_and_held_over_a_gap(material, tmp_path):
    path = tmp_path / "x.mp4"
    write_clip(material, path, Order(513.4, 518.5))
    assert list(shown(path)) == [(0.0, 0.6, 13), (0.6, 4.0, 14), (4.6, 0.5, 18)]


def test_pictures_between_the_seconds_are_shown_in_their_time(library, tmp_path):
    """A live source gives its frames at any time; the first one stands for the slot before it."""
    with opened(library, stored(library, offset=500.28, lanes=0), PrivacySettings()) as material:
        write_clip(material, tmp_path / "x.mp4", Order(500.0, 503.0))
    assert list(shown(tmp_path / "x.mp4")) == [(0.0, 1.28, 0), (1.28, 1.0, 1), (2.28, 0.72, 2)]


def test_pictures_of_any_size_fit_into_one_film(library, tmp_path):
    """The codec wants even sides; whoever moves a session to another screen changes its size."""
    pictures = (np.full(shape, 200, np.uint8) for shape in ((49, 65, 3), (99, 33, 3), (1, 1, 3)))
    records = [EncodedPicture(image).record(float(second)) for second, image in enumerate(pictures)]
    name = write(library.begin(begun(), None, lambda _notice: None), records)
    with opened(library, name, PrivacySettings()) as material:
        write_clip(material, tmp_path / "x.mp4", Order(0.0, 3.0))
    _, (odd, tall, tiny) = film(tmp_path / "x.mp4")
    assert odd.shape == (48, 64, 3)
    assert odd.min() > 180
    assert tall[:, 28:36].mean() > 180
    assert tall[:, :20].max() < 30
    assert tiny[20:28, 28:36].mean() > 180


def test_a_stretch_without_pictures_is_told_and_leaves_nothing(material, library, tmp_path):
    box = tmp_path / "box"
    box.mkdir()
    for start, end in ((515.0, 518.0), (600.0, 700.0)):
        with pytest.raises(StoreError, match="No pictures are stored"):
            write_clip(material, box / "x.mp4", Order(start, end))
    with pytest.raises(StoreError, match="after it begins"):
        write_clip(material, box / "x.mp4", Order(505.0, 505.0))
    with (
        opened(library, stored(library, pictures=False), PrivacySettings()) as bare,
        pytest.raises(StoreError, match="No pictures"),
    ):
        write_clip(bare, box / "x.mp4", Order(0.0, 10.0))
    assert list(box.iterdir()) == []


_, _PICTURE = cv2.imencode(".jpg", np.zeros((8, 8, 3), np.uint8))
HUGE = bytes(_PICTURE).replace(b"\x00\x08\x00\x08\x03", b"\xff\xff\xff\xff\x03")
"""A JPEG that claims sides of 65,535 pixels."""


def test_a_clip_that_is_cancelled_or_fails_leaves_nothing(library, material, tmp_path):
    box = tmp_path / "box"
    box.mkdir()
    asked = iter([False, False, True])
    with pytest.raises(Cancelled):
        write_clip(material, box / "x.mp4", Order(500.0, 510.0, cancelled=lambda: next(asked)))
    for damage in (b"no picture", b"", HUGE):
        next(library.folder.rglob("4.jpg")).write_bytes(damage)
        with pytest.raises(StoreError, match="damaged"):
            write_clip(material, box / "x.mp4", Order(500.0, 510.0))
        assert list(box.iterdir()) == []


def test_a_full_disk_is_named_and_leaves_nothing(material, tmp_path):
    box = tmp_path / "box"
    box.mkdir()
    for size in (0, 2000):  # at once, and when the file is finished
        with files_of_at_most(size), pytest.raises(StoreError, match="File too large"):
            write_clip(material, box / "x.mp4", Order(505.0, 510.0))
        assert list(box.iterdir()) == []


def test_an_old_clip_survives_a_failure(material, tmp_path):
    path = tmp_path / "x.mp4"
    path.write_bytes(b"old")
    with pytest.raises(StoreError, match="already exists"):
        write_clip(material, path, Order(502.0, 509.0))
    with pytest.raises(Cancelled):
        write_clip(material, path, Order(502.0, 509.0, overwrite=True, cancelled=lambda: True))
    assert path.read_bytes() == b"old"
    write_clip(material, path, Order(502.0, 504.0, overwrite=True))
    assert len(film(path)[1]) == 2


def test_the_watched_file_gives_its_own_frames(library, tmp_path):
    name, _ = watched(library, tmp_path)
    with opened(library, name, PrivacySettings()) as material:
        write_clip(material, tmp_path / "x.mp4", Order(1.2, 3.7))
    rate, pictures = film(tmp_path / "x.mp4")
    assert rate == RATE
    assert len(pictures) == 25
    for number, picture in enumerate(pictures):
        assert abs(picture.mean() - 4 * (12 + number)) < 4


def test_a_stretch_that_goes_beyond_the_file_ends_with_it(library, tmp_path):
    name, _ = watched(library, tmp_path)
    with opened(library, name, PrivacySettings()) as material:
        write_clip(material, tmp_path / "x.mp4", Order(5.0, 9.0))
        with pytest.raises(StoreError, match="ends before"):
            write_clip(material, tmp_path / "y.mp4", Order(7.0, 9.0))
    assert len(film(tmp_path / "x.mp4")[1]) == 10
    assert not (tmp_path / "y.mp4").exists()


def test_a_file_that_is_gone_or_no_video(library, tmp_path):
    name, path = watched(library, tmp_path)
    path.write_text("no video")
    with opened(library, name, PrivacySettings()) as material, pytest.raises(SourceError):
        write_clip(material, tmp_path / "x.mp4", Order(1.0, 2.0))
    path.unlink()
    with opened(library, name, PrivacySettings()) as material, pytest.raises(StoreError, match="No pictures"):
        write_clip(material, tmp_path / "x.mp4", Order(1.0, 2.0))
    name = stored(library, lanes=0, clock=False, address=str(path))
    with opened(library, name, PrivacySettings()) as material:
        write_clip(material, tmp_path / "x.mp4", Order(1.0, 3.0))
    assert film(tmp_path / "x.mp4")[0] == 1.0


def test_it_plays_in_browsers_and_begins_before_it_has_arrived(material, tmp_path):
    path = tmp_path / "x.mp4"
    write_clip(material, path, Order(502.0, 509.0))
    with av.open(str(path)) as clip:
        (stream,) = clip.streams
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert clip.duration == 7_000_000
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_pictures_keep_their_own_times(library, tmp_path):
    """Of a video without a steady rate whose last picture is held."""
    video = make(tmp_path / "watched.mkv", [0, 40, 80, 2000, 2040, 9000], last=20_000)
    name = stored(library, lanes=0, clock=False, address=str(video), pictures=False)
    with opened(library, name, PrivacySettings()) as material:
        write_clip(material, tmp_path / "x.mp4", Order(1.0, 15.0))
    with closing(VideoReader(tmp_path / "x.mp4")) as reader:
        shown = [(picture.start, picture.end, frame_index(picture.image())) for picture in reader.pictures()]
    assert shown == [(0.0, 1.0, 2), (1.0, 1.04, 3), (1.04, 8.0, 4), (8.0, 14.0, 5)]


def test_a_video_whose_name_is_no_text(library, tmp_path):
    name, path = watched(library, tmp_path)
    odd = path.rename(tmp_path / os.fsdecode(b"caf\xe9.avi"))
    name = stored(library, lanes=0, clock=False, address=odd.as_uri(), pictures=False)
    clip = tmp_path / os.fsdecode(b"clip\xff%d.mp4")
    with opened(library, name, PrivacySettings()) as material:
        write_clip(material, clip, Order(1.0, 3.0))
    assert len(film(clip.rename(tmp_path / "clip.mp4"))[1]) == 20


def test_a_refusal_names_its_own_reason_and_remedy(material, tmp_path, monkeypatch):
    box = tmp_path / "box"
    box.mkdir()
    for number, remedy in (
        (errno.ENOSPC, "Make room"),
        (errno.EACCES, "may write"),
        (errno.EIO, "another place"),
    ):
        broken = OSError(number, os.strerror(number))
        monkeypatch.setattr(Path, "replace", Mock(side_effect=broken))
        with pytest.raises(StoreError, match=os.strerror(number)) as caught:
            write_clip(material, box / "x.mp4", Order(502.0, 504.0))
        assert remedy in caught.value.remedy
    with pytest.raises(StoreError, match="File name too long") as caught:
        write_clip(material, box / f"{'x' * 300}.mp4", Order(502.0, 504.0))
    assert list(box.iterdir()) == []


def test_a_folder_of_pictures_becomes_a_clip(library, tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(5):
        cv2.imwrite(str(folder / f"{number}.png"), np.full((48, 64, 3), 40 * number, np.uint8))
    session, path = (
        stored(library, lanes=0, clock=False, address=str(folder), pictures=False),
        tmp_path / "x.mp4",
    )
    with opened(library, session, PrivacySettings()) as material:
        write_clip(material, path, Order(1.0, 4.0))
    _, pictures = film(path)
    assert [brightness(picture) for picture in pictures] == pytest.approx([40, 80, 120], abs=6)
