"""A camera for programs under test: builds the preloaded library, plugs it in and pulls it out."""

from __future__ import annotations

import os
import random
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from stride_desktop.core.frames import Image

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SOURCE = Path(__file__).with_name("fake_v4l2.c")
_NODES = 64
"""Device nodes that are tried for one that nobody uses: other tests may run beside these."""

RED = (81, 90, 240)
GREEN = (145, 54, 34)
BLUE = (41, 240, 110)
WHITE = (235, 128, 128)
"""Colours as the camera takes them: Y, U, V of BT.601 in video range."""


def reason_to_skip() -> str:
    """Why there can be no such camera here; empty when there can."""
    if not sys.platform.startswith("linux"):
        return "the preloaded camera needs Linux"
    if os.geteuid() != 0:
        return "the preloaded camera needs root, to make a device node"
    if shutil.which("gcc") is None:
        return "the preloaded camera needs gcc"
    return ""


def _make_node() -> Path:
    """Make a device node that did not exist; any, so that a camera's is not taken while it is unplugged."""
    for number in random.sample(range(_NODES), _NODES):
        node = Path(f"/dev/video{number}")
        try:
            os.mknod(node, stat.S_IFCHR | 0o660, os.makedev(81, number))
        except FileExistsError:
            continue
        return node
    raise RuntimeError(f"all of /dev/video0 to {_NODES - 1} exist")


@dataclass
class FakeCamera:
    """A 640×480 camera called "Fake Camera" that programs started with `env` can see, plugged in."""

    folder: Path

    def __post_init__(self) -> None:
        library = self.folder / "fake_v4l2.so"
        flags = ["-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror"]
        subprocess.run(["gcc", *flags, "-o", str(library), str(SOURCE), "-ldl"], check=True)
        self.device = _make_node()
        self._colour = self.folder / "colour"
        self._picture = self.folder / "picture"
        self._busy = self.folder / "busy"
        self._frozen = self.folder / "frozen"
        self.env = os.environ | {
            "LD_PRELOAD": str(library),
            "FAKE_CAMERA_DEVICE": str(self.device),
            "FAKE_CAMERA_COLOUR": str(self._colour),
            "FAKE_CAMERA_PICTURE": str(self._picture),
            "FAKE_CAMERA_BUSY": str(self._busy),
            "FAKE_CAMERA_FROZEN": str(self._frozen),
            "PYTHONPATH": str(REPOSITORY),
        }

    def plug_in(self) -> None:
        """Connect it again, under the name that it had."""
        os.mknod(self.device, stat.S_IFCHR | 0o660, os.makedev(81, 0))

    def unplug(self) -> None:
        """Disconnect it, even while it is streaming."""
        self.device.unlink(missing_ok=True)

    def show(self, yuv: tuple[int, int, int]) -> None:
        """Fill the picture with one colour from the next frame on."""
        fresh = self._colour.with_suffix(".new")
        fresh.write_text("{} {} {}".format(*yuv))
        fresh.replace(self._colour)  # at once: the camera may be reading it

    def show_picture(self, image: Image) -> None:
        """Show a picture, RGB uint8 of any size, from the next frame on, in place of any colour."""
        small = cv2.resize(image, (640, 480), interpolation=cv2.INTER_AREA)
        y, u, v = cv2.split(cv2.cvtColor(small, cv2.COLOR_RGB2YUV))
        luma = np.clip(y * (219 / 255) + 16, 16, 235)
        chroma = np.dstack([u[:, ::2], v[:, ::2]]).reshape(480, 640)  # one of each for two pixels
        fresh = self._picture.with_suffix(".new")
        fresh.write_bytes(np.dstack([luma, chroma]).astype(np.uint8).tobytes())
        fresh.replace(self._picture)

    def set_busy(self, busy: bool) -> None:
        """Let another program seem to use it."""
        _set(self._busy, busy)

    def set_frozen(self, frozen: bool) -> None:
        """Stop or resume the frames without unplugging."""
        _set(self._frozen, frozen)

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Start a program that sees the camera; lines go in and out through pipes."""
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self.env, cwd=REPOSITORY, stdin=pipe, stdout=pipe, text=True)


def _set(flag: Path, on: bool) -> None:
    if on:
        flag.touch()
    else:
        flag.unlink(missing_ok=True)
