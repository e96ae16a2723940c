"""Keyboard commands of the timeline."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from stride_desktop.app.timeline.canvas import TimelineCanvas
from stride_desktop.app.timeline.go_to import GoTo
from stride_desktop.app.timeline.playhead import PlayHead
from stride_desktop.app.timeline.pointer import Pointer
from stride_desktop.app.timeline.stretch import Stretch
from stride_desktop.core.events import Event

Action = Callable[[], object]


class Keyboard:
    """Arrows step, +/− zoom, Home/End go to the ends, N/P to spans, Enter zooms, A answers, G asks.

    Shift+arrows select a stretch, about which A and Enter ask; with Ctrl arrows go ten seconds. Ctrl+Up/Down
    choose another lane. In a review [ and ] let the selected span begin or end with the frame at the
    play-head, Alt+arrows move the span. Esc selects no span, then no stretch.
    """

    def __init__(
        self, canvas: TimelineCanvas, playhead: PlayHead, pointer: Pointer, stretch: Stretch, widget: QWidget
    ) -> None:
        """widget: the parent of the dialog that asks for a time."""
        self._canvas = canvas
        self._picture = canvas.picture
        self._playhead = playhead
        self._pointer = pointer
        self._stretch = stretch
        self._widget = widget

    def press(self, event: QKeyEvent) -> bool:
        """Carry out the command of a key; False: the key has none."""
        if event.key() == Qt.Key.Key_Escape:
            return self._canvas.editor.abort() or self._stretch.drop()
        action = self._action(event)
        if action is not None and not self._picture.empty:
            action()
        return action is not None

    def _action(self, event: QKeyEvent) -> Action | None:
        key, modifiers = event.key(), event.modifiers()
        if modifiers & Qt.KeyboardModifier.ControlModifier and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return lambda: self._choose(1 if key == Qt.Key.Key_Down else -1)
        if self._canvas.editor.review is not None and (action := self._edit(key, modifiers)) is not None:
            return action
        step = 10.0 if modifiers & Qt.KeyboardModifier.ControlModifier else 1.0
        if modifiers & Qt.KeyboardModifier.ShiftModifier and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            return lambda: self._extend(step if key == Qt.Key.Key_Right else -step)
        return self._move(key, step)

    def _edit(self, key: int, modifiers: Qt.KeyboardModifier) -> Action | None:
        editor, here = self._canvas.editor, self._playhead.here
        if modifiers & Qt.KeyboardModifier.AltModifier and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            return lambda: editor.shift(1.0 if key == Qt.Key.Key_Right else -1.0)
        actions: dict[int, Action] = {
            Qt.Key.Key_BracketLeft: lambda: editor.move_edge(here - 1.0, at_end=False),
            Qt.Key.Key_BracketRight: lambda: editor.move_edge(here, at_end=True),
        }
        return actions.get(key)

    def _move(self, key: int, step: float) -> Action | None:
        playhead, zoom = self._playhead, self._canvas.navigation.step_zoom
        actions: dict[int, Action] = {
            Qt.Key.Key_Left: lambda: self._go(playhead.here - step),
            Qt.Key.Key_Right: lambda: self._go(playhead.here + step),
            Qt.Key.Key_Home: lambda: self._go(float("-inf")),
            Qt.Key.Key_End: playhead.go_live,
            Qt.Key.Key_Plus: lambda: zoom(1, playhead.second),
            Qt.Key.Key_Equal: lambda: zoom(1, playhead.second),
            Qt.Key.Key_Minus: lambda: zoom(-1, playhead.second),
            Qt.Key.Key_N: lambda: self._jump(1),
            Qt.Key.Key_P: lambda: self._jump(-1),
            Qt.Key.Key_Return: self._activate,
            Qt.Key.Key_Enter: self._activate,
            Qt.Key.Key_A: self._answer,
            Qt.Key.Key_G: lambda: GoTo(self._widget, self._picture.clock, playhead.here, self._go).open(),
        }
        return actions.get(key)

    def _go(self, second: float) -> None:
        self._playhead.seek(second)
        self._show_card()

    def _jump(self, step: int) -> None:
        if self._playhead.jump(step):
            self._show_card()

    def _show_card(self) -> None:
        if self._playhead.second is not None:
            self._pointer.show_card(self._playhead.second, self._picture.active)

    def _choose(self, step: int) -> None:
        lane = self._picture.active + step
        if 0 <= lane < len(self._picture.rows):
            self._pointer.lane_chosen.emit(lane)

    def _event_here(self) -> Event | None:
        row, second = self._picture.row, self._playhead.second
        return row.table.at(second) if row is not None and second is not None else None

    def _extend(self, seconds: float) -> None:
        self._stretch.extend(seconds)
        self._show_card()

    def _activate(self) -> None:
        if self._stretch.bounds is not None:
            self._stretch.ask()
        elif event := self._event_here():
            self._canvas.navigation.zoom_to(event.onset, event.reach)

    def _answer(self) -> None:
        if self._stretch.bounds is not None:
            self._stretch.ask()
        elif (event := self._event_here()) and event.answerable:
            self._pointer.answer_requested.emit(event.id)
