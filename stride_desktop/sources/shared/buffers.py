"""The buffers of a PipeWire stream, as C lays them out, and the pictures in them."""

from __future__ import annotations

import ctypes
from ctypes import POINTER, Structure, c_int32, c_int64, c_uint32, c_uint64, c_void_p

import cv2
import numpy as np

from stride_desktop.core.frames import Image
from stride_desktop.sources.shared import pods

_CORRUPTED = 1


class Chunk(Structure):
    """Which bytes of the memory are the picture."""

    _fields_ = (("offset", c_uint32), ("size", c_uint32), ("stride", c_int32), ("flags", c_int32))


class Data(Structure):
    """Memory of a buffer, mapped into this process."""

    _fields_ = (
        ("type", c_uint32),
        ("flags", c_uint32),
        ("fd", c_int64),
        ("mapoffset", c_uint32),
        ("maxsize", c_uint32),
        ("data", c_void_p),
        ("chunk", POINTER(Chunk)),
    )


class Meta(Structure):
    """Metadata of a buffer; of type CROP: left, top, width and height."""

    _fields_ = (("type", c_uint32), ("size", c_uint32), ("data", POINTER(c_uint32)))


class Content(Structure):
    """The content of a buffer."""

    _fields_ = (
        ("n_metas", c_uint32),
        ("n_datas", c_uint32),
        ("metas", POINTER(Meta)),
        ("datas", POINTER(Data)),
    )


class Buffer(Structure):
    """A buffer that the desktop fills and that is given back to it."""

    _fields_ = (("content", POINTER(Content)), ("user_data", c_void_p), ("size", c_uint64))


def has_picture(buffer: Buffer) -> bool:
    """Whether it holds a picture: desktops also send buffers that only tell where the pointer is."""
    content = buffer.content.contents
    if not content.n_datas or not content.datas[0].data:
        return False
    chunk = content.datas[0].chunk.contents
    return bool(chunk.size and not chunk.flags & _CORRUPTED)


def picture_in(buffer: Buffer, form: pods.VideoFormat) -> Image:
    """The picture in a buffer, RGB, a copy."""
    content = buffer.content.contents
    data = content.datas[0]
    chunk = data.chunk.contents
    stride = chunk.stride or form.width * form.pixel_bytes
    rows = min(form.height, (data.maxsize - chunk.offset) // stride)
    memory = (ctypes.c_uint8 * (rows * stride)).from_address(data.data + chunk.offset)
    lines = np.frombuffer(memory, np.uint8).reshape(rows, stride)[:, : form.width * form.pixel_bytes]
    left, top, right, bottom = _crop(content, form)
    pixels = lines.reshape(rows, form.width, form.pixel_bytes)[top:bottom, left:right]
    image: Image = np.empty((*pixels.shape[:2], 3), np.uint8)
    red, green, blue = form.channels
    cv2.mixChannels([np.ascontiguousarray(pixels)], [image], [red, 0, green, 1, blue, 2])
    return image


def _crop(content: Content, form: pods.VideoFormat) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the picture in the buffer."""
    for meta in content.metas[: content.n_metas]:
        if meta.type == pods.CROP and meta.size >= pods.CROP_BYTES:
            left, top, width, height = meta.data[:4]
            if width and height:
                return left, top, left + width, top + height
    return 0, 0, form.width, form.height
