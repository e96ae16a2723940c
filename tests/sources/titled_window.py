"""An ordinary window of "another program", placed by the window manager's rules."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from Xlib import X, Xatom, Xutil
from Xlib.display import Display
from Xlib.protocol import event

from tests.sources.x_windows import pixel


class TitledWindow:
    """Of one colour, 300×200 pixels, with its own connection."""

    def __init__(self, title: str, colour: tuple[int, int, int], place: tuple[int, int] = (100, 120)) -> None:
        self._display = Display()
        self._root = self._display.screen().root
        options = {"background_pixel": pixel(colour), "event_mask": X.StructureNotifyMask}
        self.window = self._root.create_window(*place, 300, 200, 0, X.CopyFromParent, **options)
        self.window.set_wm_normal_hints(flags=Xutil.PPosition | Xutil.USPosition)
        self.call(title)
        self.wait_for(self._adopted)
        self.wait_for(lambda: self.window.get_attributes().map_state == X.IsViewable)

    def _adopted(self) -> bool:
        """Show it, unless the window manager has it: openbox ignores some windows while it starts."""
        if self.window.id in self._listed():
            return True
        self.window.unmap()
        self.window.map()
        self._display.sync()
        time.sleep(0.3)
        return self.window.id in self._listed()

    def call(self, title: str) -> None:
        """Change the title."""
        text = self._display.intern_atom("UTF8_STRING")
        self.window.change_property(self._display.intern_atom("_NET_WM_NAME"), text, 8, title.encode())
        self.window.change_property(Xatom.WM_NAME, Xatom.STRING, 8, title.encode("latin-1", "replace"))
        self._display.sync()

    def own(self, process_id: int) -> None:
        """Say that the window is of a process."""
        number = self._display.intern_atom("_NET_WM_PID")
        self.window.change_property(number, Xatom.CARDINAL, 32, [process_id])
        self._display.sync()

    def shade(self, *sides: int) -> None:
        """Say how many pixels at the left, right, top and bottom are its shadow."""
        extents = self._display.intern_atom("_GTK_FRAME_EXTENTS")
        self.window.change_property(extents, Xatom.CARDINAL, 32, sides)
        self._display.sync()

    def paint(self, colour: tuple[int, int, int]) -> None:
        """Change the colour."""
        self.window.change_attributes(background_pixel=pixel(colour))
        self.window.clear_area()
        self._display.sync()

    def move(self, x: int, y: int, width: int, height: int) -> None:
        """Move and resize, and wait until it has the size."""
        self.window.configure(x=x, y=y, width=width, height=height)
        self.wait_for(lambda: self.window.get_geometry().width == width)

    def minimise(self) -> None:
        """Ask the window manager to minimise it."""
        state = self._display.intern_atom("WM_CHANGE_STATE")
        message = event.ClientMessage(
            window=self.window, client_type=state, data=(32, [Xutil.IconicState, 0, 0, 0, 0])
        )
        self._root.send_event(message, X.SubstructureRedirectMask | X.SubstructureNotifyMask)
        self.wait_for(lambda: self.window.get_attributes().map_state != X.IsViewable)

    def show(self) -> None:
        """Show it again."""
        self.window.map()
        self.wait_for(lambda: self.window.get_attributes().map_state == X.IsViewable)

    def close(self) -> None:
        """Close it with its connection."""
        self.window.destroy()
        self._display.sync()
        self._display.close()

    def wait_for(self, condition) -> None:
        """Wait until the server and the window manager are done."""
        until = time.monotonic() + 20
        while True:
            self._display.sync()
            if condition():
                return
            assert time.monotonic() < until
            time.sleep(0.02)

    def _listed(self) -> list[int]:
        listed = self._root.get_full_property(
            self._display.intern_atom("_NET_CLIENT_LIST"), X.AnyPropertyType
        )
        return list(listed.value) if listed is not None else []


@contextmanager
def titled(title: str, colour: tuple[int, int, int], **options: object) -> Iterator[TitledWindow]:
    """A window that is closed at the end."""
    window = TitledWindow(title, colour, **options)
    try:
        yield window
    finally:
        window.close()
