"""Finds a camera among those connected, and names them."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stride_desktop.core.errors import PermissionDenied, SourceError, SourceLost

_DEVICES = Path("/sys/class/video4linux")
"""The kernel's description of cameras, by the name of the device node."""

_NODES = Path("/dev")
"""Folder of the device nodes."""


@dataclass(frozen=True, slots=True)
class Camera:
    """A connected camera.

    id: the system's, such as "/dev/video0"; another camera may have it later. name: the maker's; several may
    have the same. port: where it is plugged in, empty where the system does not tell. default: the system's
    choice.
    """

    id: str
    name: str
    port: str = ""
    default: bool = False

    @property
    def identity(self) -> str:
        """An id that is stable as long as it is the same camera in the same place."""
        return f"{self.name} at {self.port or self.id}"


def port_of(device: str) -> str:
    """The port of the camera with this device node; "" when unknown."""
    node = _DEVICES / Path(device).name
    try:
        return f"{(node / 'device').resolve(strict=True)}:{(node / 'index').read_text().strip()}"
    except OSError:
        return ""


def check_access(nodes: Path = _NODES) -> None:
    """Raise PermissionDenied when there are cameras, but this user may open none of them."""
    found = sorted(nodes.glob("video*"))
    if found and not any(os.access(node, os.R_OK | os.W_OK, effective_ids=True) for node in found):
        raise PermissionDenied(
            f"There is a camera ({found[0]}), but this user may not open it.",
            "Add the user to the group that it belongs to, usually “video”, and log in again.",
        )


def shown_names(cameras: Sequence[Camera]) -> list[str]:
    """The displayed name of each camera: its name, plus a distinction from others of that name."""
    count = Counter(camera.name for camera in cameras)
    return [
        f"{camera.name} ({_distinction(camera, cameras)})" if count[camera.name] > 1 else camera.name
        for camera in cameras
    ]


def _distinction(camera: Camera, cameras: Sequence[Camera]) -> str:
    """The first part of the id in which cameras of this name differ, such as "video0"."""
    namesakes = [other for other in cameras if other.name == camera.name]
    columns = zip(*(re.findall(r"\w+", other.id) for other in namesakes), strict=False)
    telling = next((column for column in columns if len(set(column)) == len(column)), None)
    return camera.id if telling is None else telling[namesakes.index(camera)]


def unplugged(name: str) -> SourceLost:
    """The error for a camera that was unplugged."""
    return SourceLost(f"The camera “{name}” was unplugged.", "Plug it in again.")


class SoughtCamera:
    """The camera of a source: found by the user's choice, afterwards always the same one.

    wanted: an id, a name, a displayed name, or "" for the default camera. identity: of the required camera;
    "" accepts any that fits.
    """

    def __init__(self, wanted: str, identity: str = "") -> None:
        self._wanted = wanted
        self._identity = identity
        self._known: Camera | None = None
        self._unique = True  # no other camera of its name was connected beside it

    def find(self, cameras: Sequence[Camera]) -> Camera:
        """The camera, among those that are connected now.

        In another port it is recognized by its name, if no other camera of that name was seen. Raises
        SourceError, or SourceLost when it was found before.
        """
        if self._known is None:
            self._known = self._first(cameras)
        else:
            self._known = self._again(self._known, cameras)
        self.note(cameras)
        return self._known

    def note(self, cameras: Sequence[Camera]) -> None:
        """Record whether other cameras share its name; called while it is connected, and when it is lost."""
        known = self._known
        if known is not None:
            others = (camera for camera in cameras if camera.identity != known.identity)
            self._unique = self._unique and all(camera.name != known.name for camera in others)

    def _first(self, cameras: Sequence[Camera]) -> Camera:
        if self._identity:
            for camera in cameras:
                if camera.identity == self._identity:
                    return camera
            raise SourceError(
                f"The camera “{self._identity.partition(' at ')[0]}” is not connected.",
                "Plug it in, or choose another one.",
            )
        if not cameras:
            raise SourceError(
                "No camera is connected.", "Connect a camera, or choose a screen or a video file."
            )
        if not self._wanted:
            return next((camera for camera in cameras if camera.default), cameras[0])
        return self._named(cameras)

    def _named(self, cameras: Sequence[Camera]) -> Camera:
        shown = zip(cameras, shown_names(cameras), strict=True)
        for camera, name in shown:
            if self._wanted == camera.id or self._wanted == name != camera.name:
                return camera
        named = [camera for camera in cameras if camera.name == self._wanted]
        if len(named) > 1:
            addresses = ", ".join(f"camera:{camera.id}" for camera in named)
            raise SourceError(
                f"{len(named)} cameras are called “{self._wanted}”.",
                f"Choose one of them by its address: {addresses}.",
            )
        if not named:
            names = ", ".join(f"“{name}”" for name in shown_names(cameras))
            raise SourceError(
                f"There is no camera “{self._wanted}”.", f"Connect it, or choose one of {names}."
            )
        return named[0]

    def _again(self, known: Camera, cameras: Sequence[Camera]) -> Camera:
        found = [camera for camera in cameras if camera.identity == known.identity]
        if not found and self._unique:
            found = [camera for camera in cameras if camera.name == known.name]
        if len(found) != 1:
            raise unplugged(known.name)
        return found[0]
