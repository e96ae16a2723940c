"""Stand-ins at the Protocols: a model that reacts to brightness, sources and responders by script."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from stride_desktop.checkpoints.device import Compute
from stride_desktop.core.answers import AnswerRequest
from stride_desktop.core.clock import stream_time
from stride_desktop.core.detection import DetectorSettings
from stride_desktop.core.errors import RequestError, ResponderError, SourceError
from stride_desktop.core.event_kinds import EventKind
from stride_desktop.core.frames import Frame
from stride_desktop.responders.base import Responder
from stride_desktop.sources.base import SourceInfo, Traits
from stride_desktop.sources.catalog import CAMERA, VIDEO

BRIGHT = 128
"""Mean brightness above which the model is active."""


LIVE = Traits(live=True)
FROM_A_FILE = VIDEO.traits

DARK_WORDS = ("black", "goes off")
"""Requests with one of these are about the dark."""


@dataclass(frozen=True)
class BrightGroup:
    seconds: float
    bright: tuple[bool, bool]


class BrightPrefix:
    tokens = 0
    next_position = 0

    def __init__(self, window: int, dark: bool) -> None:
        self._window = window
        self._dark = dark
        self.bright: list[bool] = []

    def append(self, group: BrightGroup, seconds: float) -> None:  # noqa: ARG002
        self.bright += [bright is not self._dark for bright in group.bright]

    def denoise(self, labels: NDArray[np.int8]) -> NDArray[np.float64]:  # noqa: ARG002
        seen = ([False] * self._window + self.bright)[-self._window :]
        return np.where(seen, 0.95, 0.05)


@dataclass
class BrightModel:
    """Active where the picture is bright, or dark if the request says so; "impossible" is refused."""

    name: str = "brightness"
    kinds: tuple[EventKind, ...] = ()  # where there are any, a request is understood if it names one
    compute: Compute = field(default_factory=Compute)
    window_past: int = 16
    window_future: int = 0
    resolution: float = 1.0
    gate: threading.Event | None = None  # when given, every encoding waits for it
    waiting: bool = False

    def encode(
        self,
        first: Frame,
        second: Frame,
        max_frame_tokens: int,  # noqa: ARG002
        previous: object = None,  # noqa: ARG002
    ) -> BrightGroup:
        if self.gate is not None:
            self.waiting = True
            self.gate.wait(20)
        bright = (bool(first.image.mean() > BRIGHT), bool(second.image.mean() > BRIGHT))
        return BrightGroup((first.timestamp + second.timestamp) / 2, bright)

    def open(self, query: str) -> BrightPrefix:
        if query == "impossible":
            raise RequestError("This cannot be watched for.")
        dark = any(word in query for word in DARK_WORDS)
        return BrightPrefix(self.window_past + self.window_future, dark)

    def understands(self, query: str) -> float:
        return float(not self.kinds or any(kind.name in query for kind in self.kinds))

    def compile(self) -> None:
        pass

    def denoise_together(self, calls):
        return [prefix.denoise(labels) for prefix, labels in calls]

    def lane_bytes(self, query: str, settings: DetectorSettings) -> int:  # noqa: ARG002
        return 2**20

    def trim(self) -> None:
        pass


def frame(second: float, bright: bool, size: tuple[int, int] = (48, 64)) -> Frame:
    return Frame(np.full((*size, 3), 220 if bright else 30, np.uint8), second)


@dataclass
class ScriptedSource:
    """A file of seconds: "." is dark, "#" is bright."""

    script: str = "." * 10 + "#" * 10 + "." * 10
    traits: Traits = FROM_A_FILE
    warning: str = ""
    fails: SourceError | None = None
    opened: int = 0
    info: SourceInfo = field(default_factory=lambda: SourceInfo(VIDEO, "script", "Script"))

    def frames(self, stop: threading.Event) -> Iterator[Frame]:
        self.opened += 1
        for second, letter in enumerate(self.script):
            if stop.is_set():
                return
            yield frame(float(second), letter == "#")
        if self.fails is not None:
            raise self.fails


@dataclass
class LiveSource:
    """Frames on demand: `give` makes the next one appear; times go on from one opening to the next.

    `lose` makes it fail instead, until frames are given again.
    """

    traits: Traits = LIVE
    warning: str = ""
    info: SourceInfo = field(default_factory=lambda: SourceInfo(CAMERA, "camera:fake", "Fake"))
    opened: int = 0
    closed: int = 0
    second: float = 1000.0
    _ready: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    _next: list[bool | SourceError] = field(default_factory=list)

    def give(self, script: str) -> None:
        for letter in script:
            self._next.append(letter == "#")
            self._ready.release()

    def lose(self, error: SourceError) -> None:
        self._next.append(error)
        self._ready.release()

    def frames(self, stop: threading.Event) -> Iterator[Frame]:
        self.opened += 1
        try:
            while not stop.is_set():
                if self._ready.acquire(timeout=0.02):
                    item = self._next.pop(0)
                    if isinstance(item, SourceError):
                        raise item
                    self.second += 1.0
                    yield frame(self.second, item)
        finally:
            self.closed += 1


@dataclass
class ScriptedResponder(Responder):
    """Says its pieces; waits at the gate before each, if there is one."""

    pieces: tuple[str, ...] = ("It ", "happened.")
    name: str = "scripted"
    max_images: int = 4
    gate: threading.Event | None = None
    fails: ResponderError | None = None
    asked: list[AnswerRequest] = field(default_factory=list)

    def respond(self, request: AnswerRequest, cancelled: Callable[[], bool]) -> Iterator[str]:
        self.asked.append(request)
        if self.fails is not None:
            raise self.fails
        for piece in self.pieces:
            while self.gate is not None and not self.gate.wait(0.02):
                if cancelled():
                    return
            yield piece


__all__ = ["BrightModel", "LiveSource", "ScriptedResponder", "ScriptedSource", "frame", "stream_time"]
