"""The menu bar; every command with its shortcut is named in `wiring`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu

from stride_desktop.app.look.shortcuts import command
from stride_desktop.core.amounts import counted

SNOOZE_MINUTES = (5, 15, 60)
DELETE_MINUTES = (1, 5, 15)

Command = tuple[str, str, Callable[[], object]]
"""A text, a shortcut or "", and what is called."""

_ROLES = {
    "Se&ttings…": QAction.MenuRole.PreferencesRole,
    "&Quit": QAction.MenuRole.QuitRole,
    "&About Stride Desktop": QAction.MenuRole.AboutRole,
}
"""Commands that macOS puts into its own menu."""


class Menus:
    """Adds menus to the bar of a window, and has those actions that are enabled and disabled."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self.start: QAction
        self.pause: QAction
        self.private: QAction
        self.stop: QAction
        self.snooze: QMenu
        self.delete: QMenu

    def add(self, title: str, groups: Sequence[Sequence[Command | QAction]]) -> dict[str, QAction]:
        """Add a menu at the end, with a line between two groups; returns its commands by their text."""
        return _fill(self._window.menuBar().addMenu(title), groups)

    def add_watching(
        self,
        commands: Sequence[Command],
        more: Sequence[Command],
        snooze: Callable[[float], None],
        delete: Callable[[float], None],
    ) -> None:
        """Add the menu for what is watched. commands: Start, Pause and Stop among them.

        snooze, delete: take seconds.
        """
        menu = self._window.menuBar().addMenu("W&atching")
        made = _fill(menu, [commands, more])
        self.start, self.pause, self.stop = (made[text] for text in ("&Start", "&Pause", "S&top"))
        self.private = made["Private &mode"]
        self.private.setCheckable(True)
        self.snooze = menu.addMenu("S&nooze alerts")
        for minutes in SNOOZE_MINUTES:
            self.snooze.addAction(f"For {minutes} minutes", partial(snooze, 60.0 * minutes))
        self.snooze.addAction("Alert &again", partial(snooze, 0.0))
        menu.addSeparator()
        self.delete = menu.addMenu("&Delete the last…")
        for minutes in DELETE_MINUTES:
            self.delete.addAction(f"{counted(minutes, 'minute')}…", partial(delete, 60.0 * minutes))


def _fill(menu: QMenu, groups: Sequence[Sequence[Command | QAction]]) -> dict[str, QAction]:
    made = {}
    for number, group in enumerate(groups):
        if number:
            menu.addSeparator()
        for item in group:
            action = item if isinstance(item, QAction) else command(*item, menu)
            action.setMenuRole(_ROLES.get(action.text(), QAction.MenuRole.NoRole))
            menu.addAction(action)
            made[action.text()] = action
    return made
