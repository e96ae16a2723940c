"""Pictures of a run or a stored session, fetched on a background thread and cached."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from stride_desktop.app.live.picture_places import PicturePlaces
from stride_desktop.app.live.recent_frames import KeptFrame
from stride_desktop.app.system.background import BackgroundQueue
from stride_desktop.core.errors import StrideError
from stride_desktop.core.frames import EARLY
from stride_desktop.core.masks import Mask

_MOST = 64

_Wanted = tuple[float, bool]
"""A stream second, and whether a small picture will do."""


class PreviewPictures(QObject):
    """Finds pictures in memory at once, and fetches the others; `arrived(second)` follows.

    The same second gives the same picture, live and in a review. When several are asked for in a hurry, only
    the last is fetched.
    """

    arrived = Signal(float)

    def __init__(
        self, places: Callable[[], PicturePlaces], background: BackgroundQueue, parent: QObject | None = None
    ) -> None:
        """background: fetches for the preview; cards have another one, so that the preview never waits."""
        super().__init__(parent)
        self._places = places
        self._background = background
        self._for_cards = BackgroundQueue(self)
        self._closed = threading.Event()
        self._masks: tuple[Mask, ...] = ()  # of cached pictures
        self._cache: OrderedDict[_Wanted, KeptFrame | None] = OrderedDict()
        self._asked: dict[bool, _Wanted] = {}  # the newest of each kind; only that one is still fetched

    def find(self, second: float, thumbnail: bool = False) -> KeptFrame | None:
        """The picture that is shown for a second; None when there is none, or not yet: see `fetching`."""
        wanted, places = (second, thumbnail), self._places()
        if places.masks != self._masks:
            self._masks = places.masks
            self._cache.clear()
        if (kept := places.in_memory(second)) is not None:
            return kept
        if wanted in self._cache:
            self._cache.move_to_end(wanted)
            return self._cache[wanted] or places.left_over(second)
        if not places.elsewhere:
            return places.left_over(second)
        if self._asked.get(thumbnail) != wanted:
            self._asked[thumbnail] = wanted
            self._background.run(
                partial(places.fetch, (second,), thumbnail),
                partial(self._take, wanted),
                partial(self._give_up, wanted),
                key=f"pictures {thumbnail}",
                owner=self,
            )
        return None

    @property
    def lost_video(self) -> Path | None:
        """The video file that would have them, but is gone or was changed."""
        return self._places().lost_video

    def fetching(self, second: float, thumbnail: bool = False) -> bool:
        """The picture of a second is being looked for."""
        return self._asked.get(thumbnail) == (second, thumbnail)

    def gather(self, seconds: Sequence[float], then: Callable[[tuple[KeptFrame, ...]], None]) -> None:
        """Call `then` with small pictures of the very frames that were taken at these seconds."""
        work = partial(_gather, self._places(), sorted(seconds), self._closed)
        self._for_cards.run(work, then, lambda _error: then(()), owner=self)

    def forget(self) -> None:
        """Drop cached pictures, because some were deleted."""
        self._cache.clear()

    def close(self) -> None:
        """Stop fetching."""
        self._closed.set()
        self._for_cards.close(0.0)

    def _take(self, wanted: _Wanted, found: dict[float, KeptFrame]) -> None:
        second, thumbnail = wanted
        if self._asked.get(thumbnail) == wanted:
            del self._asked[thumbnail]
        self._cache[wanted] = found.get(second)
        while len(self._cache) > _MOST:
            self._cache.popitem(last=False)
        self.arrived.emit(second)

    def _give_up(self, wanted: _Wanted, _error: StrideError) -> None:
        """The picture cannot be read: there is none to show."""
        self._take(wanted, {})


def _gather(
    places: PicturePlaces, seconds: Sequence[float], closed: threading.Event
) -> tuple[KeptFrame, ...]:
    """Runs on the background's thread. Raises StoreError."""
    found = {} if closed.is_set() else places.fetch(seconds, thumbnail=True)
    very = [kept for second, kept in found.items() if abs(kept.second - second) <= EARLY]
    return tuple(sorted(very, key=lambda kept: kept.second))
