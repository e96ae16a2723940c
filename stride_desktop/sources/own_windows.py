"""The visible areas of the program's own windows, and of those that must not be seen, on an X server.

A captured screen must not show the program itself: it would watch its own answers, and an
answer must never be sent on as a picture. That goes for every running instance, of any user: their
windows carry the program's name in WM_CLASS, where Qt puts it before it shows them. A window counts, too,
when its client has the process id (_NET_WM_PID) of an instance, as a dialog of another toolkit does. All
count with the frame that a window manager put around them; so do menus and tooltips, which are top-level
windows themselves. A window above ours hides what it covers only if it is surely opaque: no alpha channel
(depth 32), no shape with holes, no opacity set. In doubt pixels are blacked out.

Windows whose title or class has one of certain words count like ours: for a class all windows of the program,
for a title that window alone.

A window may be moved, or opened and closed, between two looks, and a compositor shows that a moment later
than the server reports it. So every such change is received, and every place counts that one of our windows
had since the last look.

Threads: an `XOwnWindows` is made, used and closed on one thread; it has its own connection.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from Xlib import X, Xatom
from Xlib.error import BadDrawable, BadWindow, ConnectionClosedError, XError
from Xlib.xobject.drawable import Window

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.rectangles import Rect, subtract
from stride_desktop.sources.x_display import connect
from stride_desktop.sources.x_windows import has_one_of, title_of
from stride_desktop.user_folders import NAME

_MAX_FRAME_DEPTH = 3  # window managers put at most a frame and a container around a client
_ALPHA_DEPTH = 32
_LOOKS = 3


@dataclass(frozen=True, slots=True)
class _Client:
    """The program of a window. pid: of its process, 0 when unknown. named: its class is ours, or hidden.

    hidden: its title must not be seen.
    """

    pid: int = 0
    named: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class _TopLevel:
    """A window on the screen."""

    window: Window
    rect: Rect
    client: _Client


@dataclass(slots=True)
class _Change:
    """What happened to a top-level window. rects: every place it was given; shown: it was mapped."""

    rects: list[Rect] = field(default_factory=list)
    shown: bool = False


class XOwnWindows:
    """Calling it returns the root-window pixels that showed windows of the program since the last call.

    The first call returns the pixels where they are visible now.

    Raises SourceError when the X server cannot be asked: a screen is then not to be captured.
    """

    def __init__(self, process_id: int | None = None, hidden: Sequence[str] = ()) -> None:
        """hidden: words without case, of windows that must not be seen either."""
        self._process_id = os.getpid() if process_id is None else process_id
        self._hidden = hidden
        self._display = connect()
        self._root = self._display.screen().root
        self._pid_atom = self._display.intern_atom("_NET_WM_PID")
        self._state_atom = self._display.intern_atom("WM_STATE")
        self._opacity_atom = self._display.intern_atom("_NET_WM_WINDOW_OPACITY")
        self._has_shapes = self._display.has_extension("SHAPE")
        self._seen: dict[int, _TopLevel] = {}  # at the last call, by window id
        self._ours: set[int] = set()  # ids of those that were ours
        self._late: dict[int, _Change] = {}  # what happened while the last call was looking
        self._root.change_attributes(event_mask=X.SubstructureNotifyMask)

    def __enter__(self) -> XOwnWindows:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(ConnectionClosedError, OSError):  # the server may have gone first
            self._display.close()

    def __call__(self) -> list[Rect]:
        """The pixels that showed our windows at some time since the last call; rectangles may overlap."""
        try:
            early = self._changes()
            looks = [self._look(window) for window in self._root.query_tree().children]  # bottom to top
            stack = {look.window.id: look for look in looks if look is not None}
            late = self._changes()
            changes = _joined(self._late, early, late)
            ours = self._own_ids(stack)
            rects = self._visible(stack, changes, ours) + self._passed(stack, changes, ours)
        except (ConnectionClosedError, XError, OSError) as error:
            raise SourceError(
                "The display went away while the screen was being watched.",
                "Log in again, or start the X server again.",
                str(error),
            ) from error
        # A window that moved on after it was looked at is there, not where it was seen, at the next grab.
        self._seen, self._late, self._ours = stack, late, ours
        return rects

    def _look(self, window: Window) -> _TopLevel | None:
        """The visible state of a top-level window; None when it is not visible."""
        for _ in range(_LOOKS):
            try:
                rect = self._shown_at(window)
                if rect is None:
                    return None
                return _TopLevel(window, rect, self._client(window) or _Client())
            except (BadWindow, BadDrawable):
                continue  # it closed, or only a part of its frame did: look again
        return None

    def _changes(self) -> dict[int, _Change]:
        """What the server reported about top-level windows since the last call, by window id."""
        changes: dict[int, _Change] = {}
        while self._display.pending_events():
            event = self._display.next_event()
            if not hasattr(event, "window"):
                continue
            change = changes.setdefault(event.window.id, _Change())
            change.shown |= event.type == X.MapNotify
            if event.type in (X.CreateNotify, X.ConfigureNotify):
                change.rects.append(_rectangle(event))
        return changes

    def _own_ids(self, stack: dict[int, _TopLevel]) -> set[int]:
        """Ids of the windows of this process and of every other instance."""
        clients = {number: shown.client for number, shown in stack.items()}
        processes = {self._process_id, *(client.pid for client in clients.values() if client.named)} - {0}
        return {
            number
            for number, client in clients.items()
            if client.named or client.hidden or client.pid in processes
        }

    def _visible(
        self, stack: dict[int, _TopLevel], changes: dict[int, _Change], ours: set[int]
    ) -> list[Rect]:
        """The uncovered parts of the program's windows; windows that moved meanwhile cover nothing."""
        visible: list[Rect] = []
        for number, shown in stack.items():
            if number in ours:
                visible.append(shown.rect)
            elif number not in changes and any(not part.intersection(shown.rect).empty for part in visible):
                visible = subtract(visible, shown.rect) if self._opaque(shown.window) else visible
        return visible

    def _passed(self, stack: dict[int, _TopLevel], changes: dict[int, _Change], ours: set[int]) -> list[Rect]:
        """Every place of a changed window of the program; an unidentified one counts as the program's."""
        rects = []
        for number, change in changes.items():
            known = [seen[number] for seen in (self._seen, stack) if number in seen]
            if number in ours | self._ours or (not known and change.shown):
                rects += [*change.rects, *(shown.rect for shown in known)]
        return rects

    def _shown_at(self, window: Window) -> Rect | None:
        """Pixels of a top-level window with its border; None when it shows nothing."""
        attributes = window.get_attributes()
        if attributes.map_state != X.IsViewable or attributes.win_class != X.InputOutput:
            return None
        return _rectangle(window.get_geometry())

    def _client(self, window: Window, depth: int = _MAX_FRAME_DEPTH) -> _Client | None:
        """The client in a top-level window or frame.

        Windows that a window manager adopted carry WM_STATE; what a frame states about itself concerns the
        manager, so the search goes on below it, and gives None where nothing is found. A top-level window
        without a client is its own.
        """
        properties = window.list_properties()
        pid = self._number(window, self._pid_atom) if self._pid_atom in properties else None
        called = window.get_wm_class() if Xatom.WM_CLASS in properties else None
        named = called is not None and (called[1] == NAME or self._must_hide(" ".join(called)))
        if named or pid == self._process_id or self._state_atom in properties:
            hidden = bool(self._hidden) and self._must_hide(title_of(self._display, window))
            return _Client(pid or 0, named, hidden)
        if depth == 0:
            return None
        for child in reversed(window.query_tree().children):  # the client usually lies on top
            found = self._client(child, depth - 1)
            if found is not None:
                return found
        return _Client(pid or 0) if depth == _MAX_FRAME_DEPTH else None

    def _must_hide(self, text: str) -> bool:
        return has_one_of(text, self._hidden)

    def _opaque(self, window: Window) -> bool:
        """Whether nothing below the window's rectangle can shine through."""
        try:
            if window.get_geometry().depth == _ALPHA_DEPTH or not self._has_shapes:
                return False
            if self._number(window, self._opacity_atom) is not None:
                return False
            return not window.shape_query_extents().bounding_shaped
        except (BadWindow, BadDrawable):
            return False  # it has just closed

    def _number(self, window: Window, atom: int) -> int | None:
        """First value of a CARDINAL property, None without one."""
        answer = window.get_full_property(atom, Xatom.CARDINAL)
        return int(answer.value[0]) if answer is not None and len(answer.value) else None


def _joined(*parts: dict[int, _Change]) -> dict[int, _Change]:
    """Several changes of each window merged."""
    whole: dict[int, _Change] = {}
    for number, change in chain.from_iterable(part.items() for part in parts):
        joined = whole.setdefault(number, _Change())
        joined.rects += change.rects
        joined.shown |= change.shown
    return whole


def _rectangle(place: Any) -> Rect:  # noqa: ANN401 - Xlib's answers and events have no types
    """The pixels of a top-level window with its border, from a geometry or an event."""
    border = 2 * place.border_width
    return Rect(place.x, place.y, place.x + place.width + border, place.y + place.height + border)
