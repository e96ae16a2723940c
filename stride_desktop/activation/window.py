"""The frame window: the groups the model looks back at, and the prefix grown over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from stride_desktop.activation.base import ActivationModel, Group, Prefix
from stride_desktop.activation.refinement import KnownCalls
from stride_desktop.core.detection import GROUP_FRAMES, DetectorSettings
from stride_desktop.core.errors import Cancelled


@dataclass(frozen=True, slots=True)
class _TimedGroup:
    group: Group
    first: float
    last: float


@dataclass(slots=True)
class _Growth:
    """A prefix over the groups `begin` … `end` (absolute numbers, `end` excluded).

    known: results of denoising calls since its last group, see `refinement`.
    """

    prefix: Prefix
    begin: int
    end: int
    known: KnownCalls = field(default_factory=dict)


class FrameWindow:
    """At most `max_window_frames` frames, in groups of two.

    Dropping old frames changes every later token of the prefix, so a slide needs a new one. It is
    grown beside the current prefix, a few old groups per tick, and is ready when the slide comes.
    """

    def __init__(self, model: ActivationModel, query: str, settings: DetectorSettings) -> None:
        """Raises RequestError when the model cannot watch for `query`."""
        self._model = model
        self._settings = settings
        self._entries: list[_TimedGroup] = []
        self._dropped = 0
        self._limit = settings.max_window_groups
        self._drop = settings.drop_groups
        self.reopen(query)

    def branch(self, query: str) -> FrameWindow:
        """A window over the same groups for another request. Raises RequestError."""
        other = FrameWindow(self._model, query, self._settings)
        other._entries, other._limit, other._drop = list(self._entries), self._limit, self._drop
        return other

    def reopen(self, query: str) -> None:
        """Take a new request; the groups stay. Raises RequestError and then changes nothing."""
        self._current = _Growth(self._model.open(query), self._dropped, self._dropped)
        self._next: _Growth | None = None
        self._query = query

    def clear(self) -> None:
        """Forget all groups."""
        self._dropped += len(self._entries)
        self._entries = []
        self.reopen(self._query)

    def add(self, group: Group, first: float, last: float) -> None:
        """Add a group. first, last: times of its two frames, stream seconds."""
        self._entries.append(_TimedGroup(group, first, last))

    @property
    def start(self) -> float:
        """Time of the first frame, stream seconds."""
        return self._entries[0].first

    @property
    def now(self) -> float:
        """Time of the newest frame, stream seconds."""
        return self._entries[-1].last

    @property
    def max_frames(self) -> int:
        """The most frames that it looks back at; fewer than set after `shorten`."""
        return self._limit * GROUP_FRAMES

    @property
    def known(self) -> KnownCalls:
        """Results of denoising calls for the current prefix."""
        return self._current.known

    @property
    def prefix(self) -> Prefix:
        """The prefix over the window, complete after `advance`."""
        return self._current.prefix

    def advance(self, cancelled: Callable[[], bool]) -> None:
        """Drop old groups if there are too many and bring the prefix up to date.

        Raises Cancelled between two groups; the next call goes on from there.
        """
        while len(self._entries) > self._limit:
            del self._entries[: self._drop]
            self._dropped += self._drop
        if self._current.begin != self._dropped:
            self._current = self._successor(self._dropped)
            self._next = None
        self._grow(self._current, self._dropped + len(self._entries), cancelled)

    def prepare_slide(self, cancelled: Callable[[], bool]) -> None:
        """Grow the next window's prefix by its fair share for this tick. Raises Cancelled."""
        groups_per_tick = self._settings.frames_per_tick // 2
        if groups_per_tick >= self._drop or len(self._entries) <= self._drop:
            return  # the next slide is one tick away at most, or nothing of the next window is here yet
        self._next = self._successor(self._dropped + self._drop)
        # The slide comes with the first group too many; what is missing is spread over the ticks before it.
        groups_left = self._limit + 1 - len(self._entries)
        ticks_left = max(1, -(-groups_left // groups_per_tick))
        newest = self._dropped + len(self._entries)
        share = -(-(newest - self._next.end) // ticks_left)
        self._grow(self._next, self._next.end + share, cancelled)

    def shorten(self) -> bool:
        """Permanently drop the older half of the groups, and all prefixes, because memory ran out.

        False when only one group is left, which stays.
        """
        groups = len(self._entries)
        leave = groups // 2
        del self._entries[:leave]
        self._dropped += leave
        self._limit = max(1, min(self._limit, groups - leave))
        self._drop = max(1, min(self._drop, self._limit // 4))
        self.reopen(self._query)
        self._model.trim()
        return leave > 0

    def _successor(self, begin: int) -> _Growth:
        if self._next is not None and self._next.begin == begin:
            return self._next
        return _Growth(self._model.open(self._query), begin, begin)

    def _grow(self, growth: _Growth, end: int, cancelled: Callable[[], bool]) -> None:
        if growth.end >= end:
            return
        origin = self._entries[growth.begin - self._dropped].first
        for entry in self._entries[growth.end - self._dropped : end - self._dropped]:
            if cancelled():
                raise Cancelled
            growth.known.clear()
            growth.prefix.append(entry.group, entry.group.seconds - origin)
            growth.end += 1
