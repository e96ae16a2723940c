"""The windows of an X session that could be watched, and finding one of them by its title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from Xlib import X, Xatom
from Xlib.display import Display
from Xlib.error import BadWindow
from Xlib.xobject.drawable import Window

from stride_desktop.core.errors import SourceError
from stride_desktop.core.text import readable
from stride_desktop.user_folders import NAME

_BEHIND = ("_NET_WM_WINDOW_TYPE_DESKTOP", "_NET_WM_WINDOW_TYPE_DOCK")
"""Types of windows that are no windows to a user: the wallpaper and panels."""


@dataclass(frozen=True, slots=True)
class TitledWindow:
    """An ordinary window of another program. program: the second word of its WM_CLASS. pid: 0 if unknown."""

    window: Window
    title: str
    program: str
    pid: int

    @property
    def identity(self) -> str:
        """The same as long as it is this window: the X server gives ids of closed windows to others."""
        return f"{self.window.id} of {self.program} {self.pid}"


class SoughtWindow:
    """The window of a source: found by its title at first, afterwards always the same one.

    Once it was closed, it is the next window with its title. A part of the title is enough only where a part
    was given; windows that were there beside it never take its place.

    title: all of it, or a part that only one window has. identity: of a window in a list of sources, which
        has this title; "" without one.
    """

    def __init__(self, title: str, identity: str) -> None:
        self._title, self._identity = title, identity
        self._whole = bool(identity)  # a part of the title is not enough
        self._beside: frozenset[str] = frozenset()
        self._found = False

    def find(self, windows: Sequence[TitledWindow]) -> TitledWindow:
        """The window, among those that are there now. Raises SourceError."""
        same = [item for item in windows if item.identity == self._identity]
        found = same[0] if same else self._by_title([w for w in windows if w.identity not in self._beside])
        self._identity = found.identity
        self._beside = frozenset(item.identity for item in windows) - {found.identity}
        self._whole |= found.title == self._title
        self._found = True
        return found

    def close(self) -> None:
        """Take the window for closed: one with its identity is another one from now on."""
        self._identity = ""

    def _by_title(self, windows: Sequence[TitledWindow]) -> TitledWindow:
        title, part = self._title, self._title.casefold()
        found = [item for item in windows if item.title == title]
        if not found and not self._whole:
            found = [item for item in windows if part in item.title.casefold()]
        if not found and self._found:
            raise SourceError(f"The window “{title}” was closed.", "Open it again.")
        if not found:
            raise SourceError(
                f"There is no window “{title}”.",
                "Open it. The windows that are there: stride-desktop sources.",
            )
        if len(found) > 1:
            titles = ", ".join(f"“{item.title}”" for item in found[:5])
            raise SourceError(
                f"{len(found)} windows are called “{title}”: {titles}.",
                "Give more of the title, choose one in the window's list of sources, or close the others.",
            )
        return found[0]


def titled_windows(display: Display) -> list[TitledWindow]:
    """The windows that the window manager lists, oldest first; not this program's own.

    Raises XError, ConnectionClosedError and OSError.
    """
    root = display.screen().root
    listed = root.get_full_property(display.intern_atom("_NET_CLIENT_LIST"), X.AnyPropertyType)
    return list(_described(display, [] if listed is None else listed.value))


def has_one_of(text: str, words: Sequence[str]) -> bool:
    """Whether a title or a class has one of these words, which are without case."""
    return any(word in text.casefold() for word in words)


def _described(display: Display, ids: list[int]) -> Iterator[TitledWindow]:
    kinds = {display.intern_atom(name) for name in _BEHIND}
    kind, process = display.intern_atom("_NET_WM_WINDOW_TYPE"), display.intern_atom("_NET_WM_PID")
    for number in ids:
        window = display.create_resource_object("window", number)
        try:
            stated = window.get_full_property(kind, X.AnyPropertyType)
            called = window.get_wm_class() or ("", "")
            title = title_of(display, window)
            pid = window.get_full_property(process, Xatom.CARDINAL)
        except BadWindow:  # it has just closed
            continue
        behind = stated is not None and kinds & set(stated.value)
        if title and not behind and called[1] != NAME:
            yield TitledWindow(window, title, called[1], pid.value[0] if pid is not None else 0)


def title_of(display: Display, window: Window) -> str:
    """The title of a window, in one line; "" without one. Raises BadWindow."""
    modern = window.get_full_property(display.intern_atom("_NET_WM_NAME"), X.AnyPropertyType)
    value: Any = modern.value if modern is not None else window.get_wm_name()
    text = value.decode(errors="replace") if isinstance(value, bytes) else value or ""
    return " ".join(readable(text).split())
