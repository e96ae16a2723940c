"""The menu bar, with every command and its shortcut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from stride_desktop.app.look import shortcuts

SNOOZE_MINUTES = (5, 15, 60)
DELETE_MINUTES = (1, 5, 15)


class Menus:
    """The actions of the window that are enabled and disabled; `build` makes them."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self.start: QAction
        self.pause: QAction
        self.stop: QAction
        self.snooze: QMenu
        self.delete: QMenu

    def build(
        self,
        commands: dict[str, Callable[[], object]],
        snooze: Callable[[float], None],
        delete: Callable[[float], None],
        panels: Sequence[QAction],
    ) -> None:
        """Fill the menu bar.

        commands: by name; snooze, delete: take seconds; panels: show and hide parts of the window.
        """
        bar = self._window.menuBar()
        file = self._file = bar.addMenu("&File")
        self._add(file, "&Open video file…", shortcuts.OPEN, commands["open"])
        self._add(file, "Open &network camera…", "", commands["address"])
        self._add(
            file, "Se&ttings…", shortcuts.SETTINGS, commands["settings"], QAction.MenuRole.PreferencesRole
        )
        self._add(file, "&Models…", "", commands["models"])
        self._quit = file.addSeparator()
        self._add(file, "&Quit", "Ctrl+Q", commands["quit"], QAction.MenuRole.QuitRole)
        watch = bar.addMenu("W&atching")
        self.start = self._add(watch, "&Start", shortcuts.START, commands["start"])
        self._add(watch, "&Watch for this too", shortcuts.ALSO, commands["also"])
        self.pause = self._add(watch, "&Pause", shortcuts.PAUSE, commands["pause"])
        self.stop = self._add(watch, "S&top", shortcuts.STOP, commands["stop"])
        watch.addSeparator()
        self._add(watch, "Go to the &newest picture", shortcuts.LIVE, commands["live"])
        self.snooze = watch.addMenu("S&nooze alerts")
        for minutes in SNOOZE_MINUTES:
            text = f"For {minutes} minutes"
            self._add(self.snooze, text, "", partial(snooze, 60.0 * minutes))
        self._add(self.snooze, "Alert &again", "", partial(snooze, 0.0))
        watch.addSeparator()
        self.delete = watch.addMenu("&Delete the last…")
        for minutes in DELETE_MINUTES:
            text = "1 minute…" if minutes == 1 else f"{minutes} minutes…"
            self._add(self.delete, text, "", partial(delete, 60.0 * minutes))
        bar.addMenu("&View").addActions(panels)
        help_menu = self._help = bar.addMenu("&Help")
        self._add(help_menu, "&Manual", "", commands["manual"])
        self._add(help_menu, "&Keyboard shortcuts", shortcuts.HELP, commands["shortcuts"])
        self._add(help_menu, "Open the &log folder", "", commands["log"])
        help_menu.addSeparator()
        self._add(help_menu, "&About Stride Desktop", "", commands["about"], QAction.MenuRole.AboutRole)

    def add_to_file(self, actions: Sequence[QAction]) -> None:
        """Add commands to the file menu."""
        self._file.insertSeparator(self._quit)
        self._file.insertActions(self._quit, list(actions))

    def add_menu(self, title: str, groups: Sequence[Sequence[QAction]]) -> None:
        """Add a menu before the help menu."""
        menu = QMenu(title, self._window)
        for group in groups:
            menu.addSeparator()
            menu.addActions(list(group))
        self._window.menuBar().insertMenu(self._help.menuAction(), menu)

    def _add(
        self,
        menu: QMenu,
        text: str,
        keys: str,
        run: Callable[[], object],
        role: QAction.MenuRole = QAction.MenuRole.NoRole,
    ) -> QAction:
        action = QAction(text, self._window)
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.setMenuRole(role)
        action.triggered.connect(lambda: run())
        menu.addAction(action)
        return action
