"""The pictures of a stored session, fetched beside the GUI thread and kept for a while."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from stride_desktop.app.background import Background
from stride_desktop.app.frame_store import Kept
from stride_desktop.core.errors import StrideError
from stride_desktop.sessions.library import Library

_MOST = 64


@dataclass(frozen=True, slots=True)
class _Wanted:
    second: int
    thumbnail: bool


class StoredPictures(QObject):
    """Answers at once with what it has, and fetches what it has not; `arrived(float)` names its second.

    Seconds are whole: a picture is asked for by the second that it stands for. When several are asked for
    in a hurry, only the last is fetched.
    """

    arrived = Signal(float)

    def __init__(
        self, library: Library, session_id: str, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._session = session_id
        self._background = background
        self._cache: OrderedDict[_Wanted, Kept | None] = OrderedDict()
        self._asked: dict[bool, _Wanted] = {}  # the newest of each kind; only that one is still fetched

    def find(self, second: float, thumbnail: bool = False) -> Kept | None:
        """The picture of a second; None when there is none, or not yet: see `fetching`."""
        wanted = _Wanted(int(second // 1), thumbnail)
        if wanted in self._cache:
            self._cache.move_to_end(wanted)
            return self._cache[wanted]
        if self._asked.get(thumbnail) != wanted:
            self._asked[thumbnail] = wanted
            self._background.do(
                partial(_read, self._library, self._session, wanted),
                partial(self._take, wanted),
                partial(self._give_up, wanted),
                key=f"pictures {thumbnail}",
                owner=self,
            )
        return None

    def fetching(self, second: float, thumbnail: bool = False) -> bool:
        """It is not known yet whether there is a picture of that second."""
        return self._asked.get(thumbnail) == _Wanted(int(second // 1), thumbnail)

    def _take(self, wanted: _Wanted, kept: Kept | None) -> None:
        if self._asked.get(wanted.thumbnail) == wanted:
            del self._asked[wanted.thumbnail]
        self._cache[wanted] = kept
        while len(self._cache) > _MOST:
            self._cache.popitem(last=False)
        self.arrived.emit(float(wanted.second))

    def _give_up(self, wanted: _Wanted, _error: StrideError) -> None:
        """The picture cannot be read: there is none to show."""
        self._take(wanted, None)


def _read(library: Library, session_id: str, wanted: _Wanted) -> Kept | None:
    with library.open(session_id) as session:
        found = session.picture(float(wanted.second), wanted.thumbnail)
    return None if found is None else Kept(*found)
