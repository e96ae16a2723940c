"""Windows of "another program", straight on the X server, and what the screen really shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import mss
import numpy as np
import pytest
from Xlib import X, Xatom
from Xlib.display import Display
from Xlib.ext import shape
from Xlib.xobject.drawable import Window

from tests.xserver import XDisplay

GREEN = (0, 160, 0)
BLUE = (0, 0, 255)
RED = (255, 0, 0)


def pixel(colour: tuple[int, int, int]) -> int:
    red, green, blue = colour
    return red << 16 | green << 8 | blue


def grab(monitor: int = 1) -> np.ndarray:
    """The screen as it is, RGB."""
    with mss.MSS() as grabber:
        shot = grabber.grab(grabber.monitors[monitor])
    return np.frombuffer(shot.raw, np.uint8).reshape(shot.height, shot.width, 4)[:, :, 2::-1].copy()


class Canvas:
    """A connection that shows plain windows on top of everything, without a window manager's help."""

    def __init__(self) -> None:
        self._display = Display()
        self._root = self._display.screen().root
        self._root.change_attributes(background_pixel=pixel(GREEN))
        self._root.clear_area()
        self._display.sync()

    def close(self) -> None:
        self._display.close()

    def settle(self) -> None:
        """Return once the server has done everything it was asked for."""
        self._display.sync()

    def window(
        self,
        place: tuple[int, int, int, int],
        colour: tuple[int, int, int],
        *,
        alpha: bool = False,
        translucent: bool = False,
        hole: bool = False,
        process_id: int | None = None,
        program: str = "",
    ) -> Window:
        """Show a window. `place`: left, top, width, height. process_id, program: whose it says it is."""
        options = self._alpha_visual() if alpha else {"depth": X.CopyFromParent}
        window = self._root.create_window(
            *place,
            0,
            background_pixel=pixel(colour) | (0xFF000000 if alpha else 0),
            border_pixel=0,
            override_redirect=True,
            **options,
        )
        if process_id is not None:
            window.change_property(self._display.intern_atom("_NET_WM_PID"), Xatom.CARDINAL, 32, [process_id])
        if program:
            window.set_wm_class("instance", program)
        if translucent:
            opacity = self._display.intern_atom("_NET_WM_WINDOW_OPACITY")
            window.change_property(opacity, Xatom.CARDINAL, 32, [0x80000000])
        if hole:
            _, _, width, height = place
            sides = [(0, 0, width // 4, height), (width * 3 // 4, 0, width // 4, height)]
            rectangles = [dict(zip(("x", "y", "width", "height"), side, strict=True)) for side in sides]
            window.shape_rectangles(shape.SO.Set, shape.SK.Bounding, 0, 0, 0, rectangles)
        window.map()
        window.configure(stack_mode=X.Above)
        self._display.sync()
        return window

    def _alpha_visual(self) -> dict[str, int]:
        for depth in self._display.screen().allowed_depths:
            if depth.depth == 32:
                visual = depth.visuals[0].visual_id
                colours = self._root.create_colormap(visual, X.AllocNone)
                return {"depth": 32, "visual": visual, "colormap": colours}
        raise RuntimeError("the X server has no visual with an alpha channel")


@contextmanager
def canvas() -> Iterator[Canvas]:
    """A canvas over a green screen; its windows vanish with it."""
    made = Canvas()
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def screen(x_display: XDisplay, monkeypatch: pytest.MonkeyPatch) -> Iterator[Canvas]:
    """The green screen, this process being "another program" on it."""
    x_display.enter(monkeypatch)
    with canvas() as made:
        yield made
