"""One stream watched for several standing requests: a watch for each, one model for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from time import perf_counter

from stride_desktop.activation.base import ActivationModel
from stride_desktop.activation.detector import never
from stride_desktop.activation.lanes import LaneMemory, answer_with, take_all
from stride_desktop.activation.shared import SharedModel
from stride_desktop.activation.steps import jointly
from stride_desktop.core.errors import Cancelled
from stride_desktop.core.frames import Frame
from stride_desktop.core.turns import device_turns
from stride_desktop.pipeline.happenings import Happening
from stride_desktop.pipeline.request import checked_request
from stride_desktop.pipeline.settings import WatchSettings
from stride_desktop.pipeline.watch import Watch


@dataclass(frozen=True, slots=True, eq=False)
class Laned:
    """A happening of one of several watches."""

    watch: Watch
    happening: Happening


class Watches:
    """Drives several watches like one: pictures are encoded once, denoising calls made together.

    Each watch finds what it would find by itself. Belongs to one thread at a time. Orders for one request
    (snooze, ask, …) go to its watch, see `lanes`.
    """

    def __init__(
        self,
        model: ActivationModel,
        queries: Sequence[str],
        settings: WatchSettings | None = None,
        seed: int = 0,
        max_bytes: int | None = None,
    ) -> None:
        """seed: of the first request; the others follow. max_bytes: see LaneMemory.

        Raises RequestError, and SettingsError when there is not memory enough for so many.
        """
        self._model = SharedModel(model)
        self._settings = WatchSettings() if settings is None else settings
        self._memory = LaneMemory(model, self._settings.detector, max_bytes)
        self._turns = device_turns(self._model.device)
        queries = [checked_request(query) for query in queries]
        self.most_bytes = self._memory.check(queries)
        """Memory that the requests need at most, beside the model and the pictures."""
        self._watches = [
            Watch(self._model, query, self._settings, seed + number) for number, query in enumerate(queries)
        ]

    @property
    def lanes(self) -> tuple[Watch, ...]:
        """The watches, in the order in which they were added."""
        return tuple(self._watches)

    @property
    def mid_group(self) -> bool:
        """The next frame completes a group of two."""
        return any(watch.mid_group for watch in self._watches)

    @property
    def done(self) -> bool:
        """None of them will ever decide again."""
        return all(watch.done for watch in self._watches)

    @property
    def refused(self) -> int:
        """Frames that were not newer than the one before."""
        return max((watch.refused for watch in self._watches), default=0)

    def add(self, query: str, seed: int = 0) -> Watch:
        """Watch for one more thing from here on; what the model has seen so far counts.

        Raises RequestError, and SettingsError when there is not memory enough; nothing changes then.
        """
        query = checked_request(query)
        self.most_bytes = self._memory.check([*(watch.query for watch in self._watches), query])
        if self._watches:
            watch = self._watches[0].branch(query, seed)
        else:
            watch = Watch(self._model, query, self._settings, seed)
        self._watches.append(watch)
        return watch

    def remove(self, watch: Watch, reason: str = "stopped") -> tuple[Laned, ...]:
        """Watch no longer for this; what closes its events."""
        self._watches.remove(watch)
        return _of(watch, watch.finish(reason))

    def push(
        self, frame: Frame, cancelled: Callable[[], bool] = never, denoise: bool = True
    ) -> tuple[Laned, ...]:
        """The next frame for all of them; see `Watch.push`."""
        newer = [watch for watch in self._watches if watch.is_newer(frame.timestamp)]
        for watch in self._watches:
            watch.refused += watch not in newer
        happenings = [item for watch in newer for item in _of(watch, watch.arrive(frame, cancelled))]
        started = perf_counter()
        with self._turns.turn():
            if self.mid_group and cancelled():
                raise Cancelled
            take_all([partial(watch.detector.take, frame) for watch in newer])
            steps = [watch.detector.decide(cancelled, denoise) for watch in newer]
            ticks = jointly(steps, answer_with(self._model), cancelled)
        seconds = perf_counter() - started
        for watch, tick in zip(newer, ticks, strict=True):
            happenings += _of(watch, watch.decided(tick, seconds))
        return tuple(happenings)

    def skip(self, count: int) -> None:
        """The driver left out `count` frames."""
        for watch in self._watches:
            watch.skip(count)

    def finish(self, reason: str = "stopped", cancelled: Callable[[], bool] = never) -> tuple[Laned, ...]:
        """End detection for all of them; see `Watch.finish`."""
        return tuple(item for watch in self._watches for item in _of(watch, watch.finish(reason, cancelled)))


def _of(watch: Watch, happenings: Iterable[Happening]) -> tuple[Laned, ...]:
    return tuple(Laned(watch, item) for item in happenings)
