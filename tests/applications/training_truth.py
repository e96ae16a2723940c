"""What the X server says of the windows on a screen: which are dialogs or notifications, and where."""

from __future__ import annotations

from dataclasses import dataclass, field

from numpy.random import Generator
from Xlib import X
from Xlib.display import Display
from Xlib.error import XError
from Xlib.xobject.drawable import Window

from stride_desktop.training.canvas import Box
from stride_desktop.training.conditions import Condition, Span
from stride_desktop.training.screens.stage import Shown
from stride_desktop.training.streams import Happening
from tests.applications.wordings import DIALOG, TOAST

_MESSAGES = frozenset({"yad", "gxmessage"})
"""Classes of programs that show nothing but dialogs, and do not say so in the type of their windows."""
_LARGEST = 0.3
"""Share of the screen above which a dialog is not clearly one."""
_HIDDEN = 0.4
"""Share of a window under others above which it is not clearly seen."""
_MOST_HIDDEN = 0.4
"""Share of its time in which a window is hidden above which its condition does not clearly hold."""
_DEPTH = 3
_TYPE = "_NET_WM_WINDOW_TYPE"

Rect = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Sight:
    """A dialog or notification that is on the screen: where it is, frame included, and how much of it hides.

    clear: False where it is not certain what it is.
    """

    condition: Condition
    place: Rect
    hidden: float
    clear: bool


@dataclass
class WindowTruth:
    """Follows the windows of a display of a size, one look a second.

    unclear: conditions that were not certain. happenings: one for each window; hidden: by its number, the
    seconds in which others hid it.
    """

    connection: Display
    size: tuple[int, int]
    rng: Generator
    unclear: set[Condition] = field(default_factory=set)
    happenings: list[Happening] = field(default_factory=list)
    hidden: dict[int, list[int]] = field(default_factory=dict)
    _kinds: dict[int, tuple[Condition, bool] | None] = field(default_factory=dict)
    _open: dict[int, tuple[Sight, float]] = field(default_factory=dict)
    _hidden: dict[int, list[int]] = field(default_factory=dict)

    def look(self) -> dict[int, Sight]:
        """The dialogs and notifications that are on the screen now, by the number of the outermost window."""
        found: dict[int, Sight] = {}
        above: list[Rect] = []
        for window in reversed(self.connection.screen().root.query_tree().children):  # the topmost first
            try:
                if window.get_attributes().map_state != X.IsViewable:
                    self._kinds.pop(window.id, None)  # a later window may get its number
                    continue
                shape = window.get_geometry()
                place = shape.x, shape.y, shape.x + shape.width, shape.y + shape.height
                kind = self._kind(window)
            except XError:  # it is gone already
                continue
            if kind is not None:
                condition, certain = kind
                clear = certain and _area(place) < _LARGEST * self.size[0] * self.size[1]
                found[window.id] = Sight(condition, place, _share_under(place, above), clear)
            above.append(place)
        return found

    def note(self, second: int, seen: dict[int, Sight]) -> None:
        """Note what the picture of a second shows."""
        for number, (sight, start) in list(self._open.items()):
            if number not in seen:
                self._close(number, sight, Span(start, self._before(second)))
        for number, sight in seen.items():
            if not sight.clear:
                self.unclear |= {DIALOG, TOAST}
            if sight.hidden > _HIDDEN:
                self._hidden.setdefault(number, []).append(second)
            if number not in self._open:
                self._open[number] = sight, self._before(second)

    def end(self, seconds: int) -> None:
        """Note that the recording ends; what is on the screen stays there."""
        for number, (sight, start) in list(self._open.items()):
            self._close(number, sight, Span(start, float(seconds)))

    def _before(self, second: int) -> float:
        """A time between the latest picture and that of a second, at which a window may have come or gone."""
        return max(second - 1 + float(self.rng.uniform(0.02, 0.98)), 0.0)

    def _close(self, number: int, sight: Sight, span: Span) -> None:
        del self._open[number]
        hidden = self._hidden.pop(number, [])
        if len(hidden) > _MOST_HIDDEN * (span.end - span.start):
            self.unclear.add(sight.condition)
        if sight.clear:
            self.hidden[len(self.happenings)] = hidden
            (left, top, right, bottom), (wide, high) = sight.place, self.size
            box = Box(
                max(left, 0) / wide, max(top, 0) / high, min(right, wide) / wide, min(bottom, high) / high
            )
            self.happenings.append(Happening(sight.condition, (span,), Shown(box, (span,))))

    def _kind(self, window: Window) -> tuple[Condition, bool] | None:
        """What an outermost window is, and whether that is certain; None: nothing that is asked for."""
        if window.id not in self._kinds:
            self._kinds[window.id] = self._read(window)
        return self._kinds[window.id]

    def _read(self, window: Window) -> tuple[Condition, bool] | None:
        client = self._client(window, _DEPTH)
        free = client is None
        client = client or window
        atoms = client.get_full_property(self.connection.intern_atom(_TYPE), X.AnyPropertyType)
        types = (
            {self.connection.get_atom_name(atom).removeprefix(_TYPE + "_") for atom in atoms.value}
            if atoms
            else set()
        )
        name = client.get_wm_class()
        if "NOTIFICATION" in types:
            return TOAST, True
        if free:
            return None  # a menu, a tooltip, a panel
        if "DIALOG" in types or (name and name[0] in _MESSAGES):
            return DIALOG, True
        if client.get_wm_transient_for() is not None:
            return DIALOG, not types
        return None

    def _client(self, window: Window, depth: int) -> Window | None:
        """The program's window in a frame of the window manager."""
        if window.get_full_property(self.connection.intern_atom("WM_STATE"), X.AnyPropertyType) is not None:
            return window
        if depth:
            for child in window.query_tree().children:
                if (found := self._client(child, depth - 1)) is not None:
                    return found
        return None


def _area(place: Rect) -> int:
    return max(place[2] - place[0], 0) * max(place[3] - place[1], 0)


def _share_under(place: Rect, above: list[Rect]) -> float:
    """How much of a place the one window hides that hides most of it."""
    hidden = [
        _area(
            (
                max(place[0], other[0]),
                max(place[1], other[1]),
                min(place[2], other[2]),
                min(place[3], other[3]),
            )
        )
        for other in above
    ]
    return max(hidden, default=0) / max(_area(place), 1)
