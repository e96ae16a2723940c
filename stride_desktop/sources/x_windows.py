"""The windows of an X session that could be watched, by title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from Xlib import X
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
    """An ordinary window of another program. program: the second word of its WM_CLASS."""

    window: Window
    title: str
    program: str


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


def find_window(windows: list[TitledWindow], title: str) -> TitledWindow:
    """The window with this title, or the only one whose title contains it. Raises SourceError."""
    exact = [item for item in windows if item.title == title]
    found = exact or [item for item in windows if title.casefold() in item.title.casefold()]
    if not found:
        raise SourceError(
            f"There is no window “{title}”.",
            "Open it. The windows that are there: stride-desktop sources.",
        )
    if len(found) > 1:
        titles = ", ".join(f"“{item.title}”" for item in found[:5])
        raise SourceError(
            f"{len(found)} windows are called “{title}”: {titles}.",
            "Give more of the title, or close the others.",
        )
    return found[0]


def _described(display: Display, ids: list[int]) -> Iterator[TitledWindow]:
    kinds = {display.intern_atom(name) for name in _BEHIND}
    kind = display.intern_atom("_NET_WM_WINDOW_TYPE")
    for number in ids:
        window = display.create_resource_object("window", number)
        try:
            stated = window.get_full_property(kind, X.AnyPropertyType)
            called = window.get_wm_class() or ("", "")
            title = title_of(display, window)
        except BadWindow:  # it has just closed
            continue
        behind = stated is not None and kinds & set(stated.value)
        if title and not behind and called[1] != NAME:
            yield TitledWindow(window, title, called[1])


def title_of(display: Display, window: Window) -> str:
    """The title of a window, in one line; "" without one. Raises BadWindow."""
    modern = window.get_full_property(display.intern_atom("_NET_WM_NAME"), X.AnyPropertyType)
    value: Any = modern.value if modern is not None else window.get_wm_name()
    text = value.decode(errors="replace") if isinstance(value, bytes) else value or ""
    return " ".join(readable(text).split())
