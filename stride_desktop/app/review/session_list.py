"""The list of stored sessions, to open, star and delete; unreadable ones are listed as damaged."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHeaderView,
    QInputDialog,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from stride_desktop.app.look.confirm import confirmed
from stride_desktop.app.look.dialog import Dialog
from stride_desktop.app.look.plain_label import PlainLabel, plain_hint
from stride_desktop.app.look.theme import em
from stride_desktop.app.system.background import BackgroundQueue
from stride_desktop.core.amounts import elapsed
from stride_desktop.core.errors import StrideError
from stride_desktop.sessions.info import DamagedSession, SessionInfo
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.records import Kept

_STAR, _WHEN, _REQUEST, _SOURCE, _LENGTH, _KEPT, _SIZE = range(7)


class SessionList(Dialog):
    """`opened(session id)`, `removed(session id)`: it, or its newest minutes, were deleted."""

    opened = Signal(str)
    removed = Signal(str)

    def __init__(self, library: Library, background: BackgroundQueue, parent: QWidget | None = None) -> None:
        super().__init__("Stored sessions", parent)
        self._library = library
        self._background = background
        self._infos: dict[str, SessionInfo] = {}
        self._damaged: dict[str, DamagedSession] = {}
        self.tree = self._make_tree()
        self.words = PlainLabel("Looking for sessions…", self, wrap=True)
        self._make_buttons()
        self.lay_out(self.tree, self.words, wide=self.tree)
        self.resize_within_screen(em(self) * 56, em(self) * 28)
        self._on_selected()
        self.refresh()

    def _make_tree(self) -> QTreeWidget:
        tree = QTreeWidget(self)
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.setAllColumnsShowFocus(True)
        tree.setAlternatingRowColors(True)
        tree.setAccessibleName("Stored sessions")
        tree.setHeaderLabels(["★", "When", "Request", "Watched", "Length", "Kept", "Size"])
        tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        tree.header().setSectionResizeMode(_REQUEST, QHeaderView.ResizeMode.Stretch)
        tree.header().setStretchLastSection(False)
        tree.itemSelectionChanged.connect(self._on_selected)
        tree.itemSelectionChanged.connect(self._say_below)
        tree.itemActivated.connect(self._open)
        return tree

    def _make_buttons(self) -> None:
        self.offer_close()
        act = QDialogButtonBox.ButtonRole.ActionRole
        self.open_button = self._button("&Open", QDialogButtonBox.ButtonRole.AcceptRole, self._open)
        self.star_button = self._button("&Star", act, self._star)
        self.star_button.setToolTip("A starred session is never deleted to make room")
        self.cut_button = self._button("Delete the &end…", act, self._cut)
        self.delete_button = self._button("&Delete…", act, self._delete)
        self.open_button.setDefault(True)

    def _button(self, text: str, role: QDialogButtonBox.ButtonRole, run: Callable[[], None]) -> QPushButton:
        button: QPushButton = self.buttons.addButton(text, role)
        button.clicked.connect(run)
        return button

    @Slot()
    def refresh(self) -> None:
        """Read the list again."""
        self._background.run(self._library.survey, self._show, self._complain, key="sessions", owner=self)

    def _show(self, found: tuple[tuple[SessionInfo, ...], tuple[DamagedSession, ...]]) -> None:
        sessions, damaged = found
        chosen = self.selected
        self._infos = {info.id: info for info in sessions}
        self._damaged = {item.id: item for item in damaged}
        self.tree.clear()
        for info in sessions:
            self._add(info.id, _columns(info), "\n".join(info.queries), chosen)
        for item in damaged:
            size = QLocale().formattedDataSize(item.size)
            self._add(item.id, ["", item.id, "", "", "", "damaged", size], str(item.error), chosen)
        if self.tree.currentItem() is None and self.tree.topLevelItemCount():
            self.tree.setCurrentIndex(self.tree.model().index(0, _WHEN))
        self._on_selected()
        self._say_below()

    def _add(self, name: str, columns: list[str], hint: str, chosen: str | None) -> None:
        item = QTreeWidgetItem(columns)
        item.setData(_WHEN, Qt.ItemDataRole.UserRole, name)
        for column in (_LENGTH, _SIZE):
            item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setToolTip(_REQUEST, plain_hint(hint))
        self.tree.addTopLevelItem(item)
        if name == chosen:
            self.tree.setCurrentItem(item)

    @Slot()
    def _say_below(self) -> None:
        """The error of the selected session, or the size of all sessions."""
        damaged = self._damaged.get(self.selected or "")
        if damaged is not None:
            self.words.setText(str(damaged.error))
        elif self._infos or self._damaged:
            sizes = [info.size for info in self._infos.values()]
            sizes += [item.size for item in self._damaged.values()]
            total = QLocale().formattedDataSize(sum(sizes))
            self.words.setText(f"{total} in {self._library.folder}")
        else:
            self.words.setText("Nothing is stored. What is kept is set under Settings, Privacy.")

    @property
    def selected(self) -> str | None:
        """The id of the chosen session."""
        items = self.tree.selectedItems()
        return str(items[0].data(_WHEN, Qt.ItemDataRole.UserRole)) if items else None

    @Slot()
    def _on_selected(self) -> None:
        info = self._infos.get(self.selected or "")
        finished = info is not None and info.ended is not None
        for button in (self.open_button, self.cut_button):
            button.setEnabled(finished)
        self.delete_button.setEnabled(finished or self.selected in self._damaged)
        self.star_button.setEnabled(info is not None)
        starred = info is not None and info.starred
        self.star_button.setText("Un&star" if starred else "&Star")

    @Slot()
    def _open(self) -> None:
        if self.open_button.isEnabled() and (chosen := self.selected) is not None:
            self.accept()
            self.opened.emit(chosen)

    def _star(self) -> None:
        if (info := self._infos.get(self.selected or "")) is not None:
            self._change(partial(self._library.star, info.id, not info.starred))

    def _delete(self) -> None:
        chosen = self.selected
        if chosen is None:
            return
        question = "Delete this session with all its decisions, answers and pictures?"
        if confirmed(self, self.windowTitle(), question, "It cannot be brought back.", "&Delete"):
            self._change(partial(self._library.delete, chosen), chosen)

    def _cut(self) -> None:
        chosen = self.selected
        if chosen is None:
            return
        minutes, given = QInputDialog.getInt(
            self, "Delete the end", "Minutes at the end of the session to delete permanently:", 5, 1, 10_000
        )
        if given:
            self._change(partial(self._library.delete_last, chosen, float(minutes)), chosen)

    def _change(self, work: Callable[[], None], removed: str = "") -> None:
        self._background.run(work, partial(self._on_changed, removed), self._complain, owner=self)

    def _on_changed(self, removed: str, _result: object) -> None:
        if removed:
            self.removed.emit(removed)
        self.refresh()

    def _complain(self, error: StrideError) -> None:
        self.words.setText(str(error))


def _columns(info: SessionInfo) -> list[str]:
    when = QLocale().toString(QDateTime.fromSecsSinceEpoch(int(info.started)), QLocale.FormatType.ShortFormat)
    length = "…" if info.ended is None else elapsed(info.seconds)
    kept = {Kept.SPANS: "spans", Kept.FRAMES: "pictures"}[info.kept]
    star = "★" if info.starred else ""
    requests = " · ".join(info.queries)
    return [star, when, requests, info.source, length, kept, QLocale().formattedDataSize(info.size)]
