"""Runs a scene under Xvfb and writes what it showed, one picture a second, with the truth."""

from __future__ import annotations

import shutil
import tempfile
import zlib
from itertools import islice
from pathlib import Path

import numpy as np

from stride_desktop.core.frames import Image
from stride_desktop.training.recordings import SIZE, record
from stride_desktop.training.streams import Happening, Light, Stream
from tests.applications.cameras import Camera
from tests.applications.desk import Desk, happened
from tests.applications.rooms import Room
from tests.applications.scenes import Scene
from tests.xserver import XDisplay


class Filmed(Stream):
    """Pictures that were captured, one a second."""

    pictures: list[Image]

    def image(self, time: float, height: int, width: int) -> Image:  # noqa: ARG002 - captured at this size
        """The picture of a whole second."""
        return self.pictures[int(time)]


def missing(needed: tuple[str, ...], material: Path | None = None) -> list[str]:
    """Those programs that are not installed, and clips (.mp4) that are not in the folder of material."""
    return sorted(
        name
        for name in needed
        if not (
            material is not None and (material / name).is_file()
            if name.endswith(".mp4")
            else shutil.which(name)
        )
    )


def film(
    name: str,
    scene: Scene,
    display: XDisplay,
    path: Path,
    material: Path | None = None,
    seed: int = 0,
    seconds: int | None = None,
) -> None:
    """Run a scene, or its first seconds, and write its recording.

    material: folder of clips to show. seed: of all that is random. Raises RecordingError when a program
    does not show what it should.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        desk = Desk(display, Path(folder), material, zlib.crc32(f"{name} {seed}".encode()))
        try:
            desk.paint_background()
            for _ in islice(scene(desk), seconds):
                desk.capture()
        finally:
            desk.close()
    record(
        filmed("desktop", desk.pictures, happened(desk.spans, desk.since, desk.second)),
        path,
        tuple(desk.unasked),
    )


def watch_room(
    name: str, room: Room, path: Path, material: Path, seed: int = 0, seconds: int | None = None
) -> None:
    """Let a camera watch a room, or the first seconds of it, and write its recording. See `film`."""
    rng = np.random.default_rng(zlib.crc32(f"{name} {seed}".encode()))
    camera = Camera(rng, np.zeros((*SIZE, 3), np.float32))
    for _ in islice(room(camera, material), seconds):
        camera.capture()
    happenings = happened(camera.spans, camera.since, len(camera.pictures))
    record(filmed("room", camera.pictures, happenings), path, tuple(camera.unasked))


def filmed(world: str, pictures: list[Image], happenings: tuple[Happening, ...]) -> Filmed:
    """A stream of captured pictures."""
    light = Light(noise=1.0 if world == "room" else 0.0)  # what a sensor gives is kept as JPEG
    stream = Filmed(world, 0, float(len(pictures)), lambda _canvas, _rng: None, (), happenings, light)
    stream.pictures = pictures
    return stream
