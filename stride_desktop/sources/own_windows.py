"""Where on the screen this program's own windows are visible, asked of the X server.

A captured screen must not show the program itself: it would watch its own answers, and an
answer must never be sent on as a picture. Every top-level window whose client carries our process id in
_NET_WM_PID counts, with the frame that a window manager put around it; so do menus and tooltips, which are
top-level windows of their own. A window above ours hides what it covers only if it is surely
opaque: no alpha channel (depth 32), no shape with holes, no opacity set. In doubt pixels are blacked out.

Threads: an `XOwnWindows` is made, used and closed on one thread; it has its own connection.
"""

from __future__ import annotations

import os
from contextlib import suppress
from types import TracebackType

from Xlib import X, Xatom
from Xlib.display import Display
from Xlib.error import BadDrawable, BadWindow, ConnectionClosedError, DisplayError, XauthError, XError
from Xlib.xobject.drawable import Window

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.rectangles import Rect, subtract

_MAX_FRAME_DEPTH = 3  # window managers put at most a frame and a container around a client
_ALPHA_DEPTH = 32
_LOOKS = 3


class XOwnWindows:
    """Calling it returns the visible pixels of this process's windows, in root-window pixels.

    Raises SourceError when the X server cannot be asked: a screen is then not to be captured.
    """

    def __init__(self, process_id: int | None = None) -> None:
        self._process_id = os.getpid() if process_id is None else process_id
        try:
            self._display = Display()
        except (DisplayError, ConnectionClosedError, XauthError, OSError) as error:
            raise SourceError(
                f"No display: the X server {os.environ.get('DISPLAY', '')!r} does not answer.",
                "Start the program inside a desktop session, or set DISPLAY to a running X server.",
                str(error),
            ) from error
        self._root = self._display.screen().root
        self._pid_atom = self._display.intern_atom("_NET_WM_PID")
        self._state_atom = self._display.intern_atom("WM_STATE")
        self._opacity_atom = self._display.intern_atom("_NET_WM_WINDOW_OPACITY")
        self._has_shapes = self._display.has_extension("SHAPE")

    def __enter__(self) -> XOwnWindows:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(ConnectionClosedError, OSError):  # the server may have gone first
            self._display.close()

    def __call__(self) -> list[Rect]:
        """The visible parts of our windows now, from the lowest window to the highest."""
        try:
            visible: list[Rect] = []
            for window in self._root.query_tree().children:  # bottom to top
                visible = self._stack(window, visible)
        except (ConnectionClosedError, XError, OSError) as error:
            raise SourceError(
                "The display went away while the screen was being watched.",
                "Start watching again once the display is back.",
                str(error),
            ) from error
        return visible

    def _stack(self, window: Window, visible: list[Rect]) -> list[Rect]:
        """`visible` once `window` lies on top of it."""
        for _ in range(_LOOKS):
            try:
                rect = self._shown_at(window)
                if rect is None:
                    return visible
                if self._client_pid(window, _MAX_FRAME_DEPTH) == self._process_id:
                    return [*visible, rect]
                overlaps = any(not part.intersection(rect).empty for part in visible)
                return subtract(visible, rect) if overlaps and self._opaque(window) else visible
            except (BadWindow, BadDrawable):
                continue  # it closed, or only a part of its frame did: look again
        return visible

    def _shown_at(self, window: Window) -> Rect | None:
        """Pixels of a top-level window with its border; None when it shows nothing."""
        attributes = window.get_attributes()
        if attributes.map_state != X.IsViewable or attributes.win_class != X.InputOutput:
            return None
        place = window.get_geometry()
        border = 2 * place.border_width
        return Rect(place.x, place.y, place.x + place.width + border, place.y + place.height + border)

    def _client_pid(self, window: Window, depth: int) -> int | None:
        """Process of the client in a top-level window or frame, 0 if it does not say; None without a client.

        Windows that a window manager adopted carry WM_STATE; a frame's own process id is the
        manager's, so the search goes on below it.
        """
        properties = window.list_properties()
        pid = self._number(window, self._pid_atom) if self._pid_atom in properties else None
        if pid == self._process_id or self._state_atom in properties:
            return pid or 0
        if depth == 0:
            return None
        for child in reversed(window.query_tree().children):  # the client usually lies on top
            found = self._client_pid(child, depth - 1)
            if found is not None:
                return found
        return None

    def _opaque(self, window: Window) -> bool:
        """True when nothing below the window's rectangle can shine through."""
        if window.get_geometry().depth == _ALPHA_DEPTH or not self._has_shapes:
            return False
        if self._number(window, self._opacity_atom) is not None:
            return False
        return not window.shape_query_extents().bounding_shaped

    def _number(self, window: Window, atom: int) -> int | None:
        """First value of a CARDINAL property, None without one."""
        answer = window.get_full_property(atom, Xatom.CARDINAL)
        return int(answer.value[0]) if answer is not None and len(answer.value) else None
