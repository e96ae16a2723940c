"""Several standing requests on one stream: encoded once, denoised together, decided each by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from stride_desktop.activation.base import ActivationModel
from stride_desktop.activation.detector import LIVE_SETTINGS, ActivationDetector, never
from stride_desktop.activation.shared import SharedModel
from stride_desktop.activation.steps import Answer, Question, jointly, one_by_one
from stride_desktop.core.detection import DetectorSettings
from stride_desktop.core.errors import Cancelled, FrameError, SettingsError
from stride_desktop.core.frames import Frame
from stride_desktop.core.schedule import RandomSource
from stride_desktop.core.ticks import Tick

_MEBIBYTE = 2**20


class LaneMemory:
    """What lanes may hold by themselves: their prefixes, not the model and not the groups they share.

    max_bytes: of all lanes together; None for no limit.
    """

    def __init__(self, model: ActivationModel, settings: DetectorSettings, max_bytes: int | None) -> None:
        self._model = model
        self._settings = settings
        self._max_bytes = max_bytes

    def check(self, queries: Sequence[str]) -> int:
        """Bytes that lanes for these requests need at most. Nothing is allocated.

        Raises SettingsError when that is over the limit, and RequestError.
        """
        needed = [self._model.lane_bytes(query, self._settings) for query in queries]
        if self._max_bytes is not None and sum(needed) > self._max_bytes:
            raise SettingsError(
                f"{len(queries)} requests at once need {sum(needed) / _MEBIBYTE:,.1f} MiB, the last one "
                f"{needed[-1] / _MEBIBYTE:,.1f} MiB of it, but only {self._max_bytes / _MEBIBYTE:,.1f} MiB "
                "may be used.",
                "Watch for fewer things, look back over fewer frames, or allow more memory.",
            )
        return sum(needed)


def answer_with(model: ActivationModel) -> Answer:
    """How this model makes the calls that several lanes ask for at the same time."""

    def answer(questions: Sequence[Question]) -> Sequence[NDArray[np.float64]]:
        if len(questions) == 1:
            return one_by_one(questions)
        return model.denoise_together([(question.prefix, question.labels) for question in questions])

    return answer


class ActivationLanes:
    """Detectors on one stream. Each finds exactly what it would find by itself.

    A lane that is added later has seen the frames of the window but decided nothing. Belongs to one
    thread at a time.
    """

    def __init__(
        self,
        model: ActivationModel,
        settings: DetectorSettings = LIVE_SETTINGS,
        max_bytes: int | None = None,
    ) -> None:
        """max_bytes: what all lanes may hold by themselves; None for no limit."""
        self._model = SharedModel(model)
        self._settings = settings
        self._memory = LaneMemory(model, settings, max_bytes)
        self._lanes: dict[ActivationDetector, str] = {}

    @property
    def lanes(self) -> tuple[ActivationDetector, ...]:
        """In the order in which they were added."""
        return tuple(self._lanes)

    @property
    def bytes(self) -> int:
        """Memory that the lanes hold by themselves now."""
        return sum(lane.bytes for lane in self._lanes)

    def add(self, query: str, rng: RandomSource | None = None) -> ActivationDetector:
        """One more lane. rng: as of a detector; each lane needs its own.

        Raises RequestError, and SettingsError when there is not memory enough; nothing changes then.
        """
        self._memory.check([*self._lanes.values(), query])
        oldest = next(iter(self._lanes), None)
        if oldest is None:
            lane = ActivationDetector(self._model, query, self._settings, rng)
        else:
            lane = oldest.branch(query, rng)
        self._lanes[lane] = query
        return lane

    def remove(self, lane: ActivationDetector) -> None:
        """Let go of a lane and of its memory."""
        del self._lanes[lane]

    def push(
        self, frame: Frame, cancelled: Callable[[], bool] = never, denoise: bool = True
    ) -> tuple[Tick | None, ...]:
        """The next frame for all lanes; what each of them decided. Raises like `ActivationDetector.push`."""
        if any(lane.mid_group for lane in self._lanes) and cancelled():
            raise Cancelled
        take_all([partial(lane.take, frame) for lane in self._lanes])
        steps = [lane.decide(cancelled, denoise) for lane in self._lanes]
        return tuple(jointly(steps, answer_with(self._model), cancelled))


def take_all(takes: Sequence[Callable[[], None]]) -> None:
    """Let every lane take a frame, also when one cannot, so that all have seen the same.

    Raises the first lane's FrameError. Cancelling in between would put the lanes out of step.
    """
    refused: FrameError | None = None
    for take in takes:
        try:
            take()
        except FrameError as error:
            refused = refused or error
    if refused is not None:
        raise refused
