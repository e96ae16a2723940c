"""Pictures in the buffers of PipeWire, in every layout that a desktop may choose."""

from __future__ import annotations

import ctypes

import numpy as np
import pytest

from stride_desktop.sources.shared import pods
from stride_desktop.sources.shared.buffers import Buffer, Chunk, Content, Data, Meta, has_picture, picture_in

WIDTH, HEIGHT, PADDING, OFFSET = 5, 4, 12, 8
PICTURE = np.arange(HEIGHT * WIDTH * 3, dtype=np.uint8).reshape(HEIGHT, WIDTH, 3) + 1


class Filled:
    """A buffer that holds PICTURE. crop: left, top, width and height of its metadata."""

    def __init__(self, layout: int, crop: tuple[int, ...] = (), flags: int = 0) -> None:
        pixel_bytes, channels = pods.LAYOUTS[layout]
        self.form = pods.VideoFormat(WIDTH, HEIGHT, pixel_bytes, channels)
        stride = WIDTH * pixel_bytes + PADDING
        self.memory = np.full(OFFSET + HEIGHT * stride, 99, np.uint8)
        lines = self.memory[OFFSET:].reshape(HEIGHT, stride)[:, : WIDTH * pixel_bytes]
        pixels = lines.reshape(HEIGHT, WIDTH, pixel_bytes)
        for index, channel in enumerate(channels):
            pixels[:, :, channel] = PICTURE[:, :, index]
        self.memory[OFFSET:].reshape(HEIGHT, stride)[:, : WIDTH * pixel_bytes] = pixels.reshape(HEIGHT, -1)
        self.chunk = Chunk(OFFSET, HEIGHT * stride, stride, flags)
        place, chunk = self.memory.ctypes.data, ctypes.pointer(self.chunk)
        data = Data(maxsize=self.memory.nbytes, data=place, chunk=chunk)
        self.crop = (ctypes.c_uint32 * 4)(*crop)
        meta = Meta(pods.CROP, pods.CROP_BYTES if crop else 0, self.crop)
        self.content = Content(1, 1, ctypes.pointer(meta), ctypes.pointer(data))
        self.buffer = Buffer(content=ctypes.pointer(self.content))


@pytest.mark.parametrize("layout", pods.LAYOUTS)
def test_every_layout(layout: int) -> None:
    filled = Filled(layout)
    assert has_picture(filled.buffer)
    image = picture_in(filled.buffer, filled.form)
    assert np.array_equal(image, PICTURE)
    filled.memory[:] = 0
    assert np.array_equal(image, PICTURE), "a copy"


def test_only_the_part_that_is_the_picture() -> None:
    filled = Filled(8, crop=(1, 2, 3, 2))
    assert np.array_equal(picture_in(filled.buffer, filled.form), PICTURE[2:4, 1:4])
    whole = Filled(8, crop=(0, 0, 0, 0))
    assert np.array_equal(picture_in(whole.buffer, whole.form), PICTURE)


def test_buffers_without_a_picture() -> None:
    assert not has_picture(Filled(8, flags=1).buffer), "damaged"
    empty = Filled(8)
    empty.chunk.size = 0
    assert not has_picture(empty.buffer), "only the pointer moved"


def test_a_format_that_was_not_offered_is_none() -> None:
    assert pods.agreed_format(pods.acceptable_formats(5)) == pods.VideoFormat(1024, 1024, 4, (2, 1, 0))
    assert pods.agreed_format(pods.wanted_crop()) is None
    assert pods.agreed_format(pods.wanted_crop()[:20]) is None
