"""Folders of pictures: their order, their shapes, and files that cannot be read."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.base import Opening
from stride_desktop.sources.catalog import FOLDER, VIDEO, kind_of, open_source
from stride_desktop.sources.stills import stills


def save(path: Path, level: int = 100, size: tuple[int, int] = (64, 48), **how) -> Path:
    path.parent.mkdir(exist_ok=True)
    Image.fromarray(np.full((size[1], size[0], 3), level, np.uint8)).save(path, **how)
    return path


def watch(address, opening=None):
    source = open_source(str(address), opening or Opening())
    return list(source.frames(threading.Event())), source


def levels(frames):
    return {frame.timestamp: round(float(frame.image.mean())) for frame in frames}


def test_pictures_come_in_the_natural_order_of_their_names(tmp_path):
    names = ["10.png", "9.jpg", "a10.png", "A2.webp", "a.bmp", "b1 2.tif", "b1 10.gif"]
    order = ["9.jpg", "10.png", "a.bmp", "A2.webp", "a10.png", "b1 2.tif", "b1 10.gif"]
    for name in names:
        save(tmp_path / name, 20 * order.index(name) + 20)
    (tmp_path / "notes.txt").write_text("no picture")
    save(tmp_path / ".hidden.png")
    save(tmp_path / "within" / "1.png")
    frames, source = watch(tmp_path)
    assert levels(frames) == pytest.approx({k: 20 * k + 20 for k in range(7)}, abs=2)
    assert source.warning == ""
    assert (source.traits.own_clock, source.traits.replayable, source.traits.live) == (True, True, False)
    assert (source.info.address, source.info.name) == (str(tmp_path), tmp_path.name)


@pytest.mark.parametrize("form", ["{}", "folder:{}", "FOLDER:{}", "file://{}"])
def test_its_addresses(form, tmp_path):
    save(tmp_path / "1.png")
    address = form.format(tmp_path)
    assert kind_of(address) is FOLDER
    frames, source = watch(address)
    assert len(frames) == 1
    assert kind_of(source.info.address) is FOLDER
    assert kind_of(str(tmp_path / "1.png")) is VIDEO


def test_files_that_cannot_be_read_are_skipped_and_counted(tmp_path):
    for number in range(6):
        save(tmp_path / f"{number}.jpg", 40 * number)
    (tmp_path / "1.jpg").write_bytes(b"nonsense")
    whole = (tmp_path / "3.jpg").read_bytes()
    (tmp_path / "3.jpg").write_bytes(whole[: len(whole) * 3 // 4])
    (tmp_path / "4.jpg").write_bytes(b"")
    frames, source = watch(tmp_path)
    assert levels(frames) == pytest.approx({0: 0, 2: 80, 5: 200}, abs=2)
    assert source.warning == f"3 of 6 pictures in “{tmp_path.name}” could not be read, first “1.jpg”."
    assert levels(stills(tmp_path, [0.0, 1.5, 2.0, 4.0, 9.0])) == pytest.approx(
        {0: 0, 1.5: 0, 2: 80, 4: 80, 9: 200}, abs=2
    )


def test_folders_without_pictures_are_errors(tmp_path):
    for address, words in (
        (tmp_path, "holds no pictures"),
        (f"folder:{tmp_path}/none", "There is no folder"),
        (f"folder:{save(tmp_path / 'within' / 'a.png')}", "cannot be read"),
    ):
        with pytest.raises(SourceError, match=words) as caught:
            open_source(str(address))
        assert caught.value.remedy
    (tmp_path / "a.heic").write_bytes(b"no picture")
    with pytest.raises(SourceError, match="1 of 1 picture"):
        watch(tmp_path)


def test_sizes_differ_and_pictures_are_upright(tmp_path):
    wide = np.zeros((48, 64, 3), np.uint8)
    wide[:, :32] = 255  # the left half
    turned = Image.Exif()
    turned[0x0112] = 6  # to be turned clockwise to be upright
    Image.fromarray(wide).save(tmp_path / "1.jpg", exif=turned, quality=95)
    save(tmp_path / "2.png", size=(30, 20))
    save(tmp_path / "3.bmp", size=(5000, 10))
    frames, _ = watch(tmp_path)
    assert [frame.image.shape for frame in frames] == [(64, 48, 3), (20, 30, 3), (8, 4096, 3)]
    assert frames[0].image[:28].mean() > 240, "the left half is the upper one"
    assert frames[0].image[36:].mean() < 15


def test_pixels_of_every_kind(tmp_path):
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(tmp_path / "1 clear.png")
    Image.fromarray(np.full((40, 40), 128 * 257, np.uint16)).save(tmp_path / "2 sixteen.png")
    Image.new("CMYK", (40, 40), (0, 0, 0, 255)).save(tmp_path / "3 print.jpg")
    Image.new("P", (40, 40), 0).save(tmp_path / "4 palette.gif")
    Image.new("1", (40, 40), 1).save(tmp_path / "5 bits.png")
    frames, source = watch(tmp_path)
    assert source.warning == ""
    assert all(frame.image.shape == (40, 40, 3) and frame.image.dtype == np.uint8 for frame in frames)
    assert list(levels(frames).values()) == pytest.approx([255, 128, 0, 0, 255], abs=2)


def test_stop_ends_it_and_real_time_is_a_picture_a_second(tmp_path):
    for number in range(5):
        save(tmp_path / f"{number}.png")
    stop = threading.Event()
    source = open_source(str(tmp_path), Opening(realtime=True))
    assert source.traits.live
    frames = source.frames(stop)
    assert next(frames).timestamp == 0.0
    stop.set()
    assert list(frames) == []
