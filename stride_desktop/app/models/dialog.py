"""The window that lists the models: what is here, what can be downloaded, and what goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from stride_desktop.app.look.plain_label import PlainLabel
from stride_desktop.app.look.theme import bold_font, em, theme_of
from stride_desktop.app.models.download import Download, Transfer
from stride_desktop.app.models.words import time_left
from stride_desktop.checkpoints.catalogue import ANSWERS, OFFERS, WATCHES, Offer
from stride_desktop.checkpoints.installed import HUB, Installed
from stride_desktop.core.amounts import bytes_in_words

_ROLE = Qt.ItemDataRole.UserRole


class ModelManager(QDialog):
    """Shows models and asks for things; what is done about them is not its business.

    `use_requested`, `check_requested`, `update_requested`, `remove_requested`, `folder_requested` carry an
    Installed, `download_requested` the id of a repository, `other_requested` asks for another one.
    """

    use_requested = Signal(object)
    check_requested = Signal(object)
    update_requested = Signal(object)
    remove_requested = Signal(object)
    folder_requested = Signal(object)
    download_requested = Signal(str)
    other_requested = Signal()

    def __init__(self, download: Download, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Models")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._download = download
        self._make_tree()
        self.details = PlainLabel(parent=self)
        self.details.setWordWrap(True)
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.details.setMinimumHeight(round(em(self) * 2.4))
        self.details.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.details.setStyleSheet(f"color: {theme_of(self.palette()).muted.name()}")
        self.message = PlainLabel(parent=self)
        self.message.setWordWrap(True)
        self.message.hide()
        column = QVBoxLayout(self)
        column.setSpacing(round(em(self) / 2))
        column.addWidget(self.tree, 1)
        column.addWidget(self.details)
        column.addLayout(self._make_buttons())
        column.addWidget(self._make_progress())
        column.addWidget(self.message)
        column.addLayout(self._make_last_row())
        unit = self.fontMetrics().averageCharWidth()
        self.resize(unit * 124, unit * 72)
        download.started.connect(self._show_download)
        download.progressed.connect(self._on_progress)
        download.ended.connect(self._show_download)
        self._show_download()
        self._on_choice()

    def show_models(self, models: Sequence[Installed], watches: str, answers: str) -> None:
        """Show what is installed. watches, answers: the checkpoints in use; answers is empty for none."""
        chosen = self._chosen_name()
        self.tree.clear()
        here = {model.name for model in models if model.origin == HUB}
        groups = ((WATCHES, "Decide when to speak", watches), (ANSWERS, "Answer", answers))
        for kind, title, used in groups:
            group = QTreeWidgetItem(self.tree, [title])
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            group.setFont(0, bold_font(self.font()))
            group.setFirstColumnSpanned(True)
            for model in models:
                if model.kind == kind:
                    in_use = model.checkpoint == used and (kind == WATCHES or bool(used))
                    self._add_installed(group, model, in_use)
            for offer in OFFERS:
                if offer.kind == kind and offer.repo_id not in here:
                    self._add_offer(group, offer)
            group.setExpanded(True)
        self._choose(chosen or next((m.name for m in models if m.checkpoint == watches), ""))
        self._on_choice()

    def say(self, words: str, bad: bool = False) -> None:
        """Tell what came of something, below the list."""
        theme = theme_of(self.palette())
        self.message.setText(words)
        self.message.setStyleSheet(f"color: {(theme.error if bad else theme.text).name()}")
        self.message.setVisible(bool(words))

    # -- building ----------------------------------------------------------------------------------

    def _make_tree(self) -> None:
        self.tree = QTreeWidget(self)
        self.tree.setAccessibleName("Models")
        titles = ["Model", "State", "Size", "Licence", "Version"]
        self.tree.setHeaderLabels(titles)
        self.tree.setUniformRowHeights(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setAllColumnsShowFocus(True)
        self.tree.setStyleSheet("QTreeWidget::item { padding: 3px 6px 3px 2px }")
        header = self.tree.header()
        header.setStretchLastSection(False)
        for column in range(1, 5):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.currentItemChanged.connect(self._on_choice)
        self.tree.itemActivated.connect(self._on_activated)

    def _make_buttons(self) -> QHBoxLayout:
        self.download = self._button("&Download…", self._ask_for_download)
        self.use = self._button("&Use", self._ask_to_use)
        self.check = self._button("&Verify files", self._ask_to_check)
        self.update_check = self._button("&Check for updates", self._ask_for_update)
        self.folder = self._button("Open &folder", self._ask_for_folder)
        self.remove = self._button("&Remove…", self._ask_to_remove)
        row = QHBoxLayout()
        for button in (self.use, self.download, self.check, self.update_check, self.folder, self.remove):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _make_last_row(self) -> QHBoxLayout:
        self.other = self._button("Download &another…", self.other_requested.emit)
        self.close_button = self._button("Close", self.reject)
        row = QHBoxLayout()
        row.addWidget(self.other)
        row.addStretch(1)
        row.addWidget(self.close_button)
        return row

    def _make_progress(self) -> QWidget:
        self.progress = QWidget(self)
        row = QHBoxLayout(self.progress)
        row.setContentsMargins(0, 0, 0, 0)
        self.progress_words = PlainLabel(parent=self.progress)
        self.bar = QProgressBar(self.progress)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName("Download")
        self.cancel = self._button("Cance&l download", self._give_up)
        column = QVBoxLayout()
        column.addWidget(self.progress_words)
        column.addWidget(self.bar)
        row.addLayout(column, 1)
        row.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignBottom)
        return self.progress

    def _button(self, words: str, pressed: Callable[..., object]) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(pressed)
        return button

    def _add_installed(self, group: QTreeWidgetItem, model: Installed, in_use: bool) -> None:
        state = "In use" if in_use else "Here"
        cells = [model.name, state, bytes_in_words(model.size), model.licence or "not known"]
        item = QTreeWidgetItem(group, [*cells, model.revision[:8]])
        item.setData(0, _ROLE, model)
        item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if in_use:
            item.setFont(1, bold_font(self.font()))

    def _add_offer(self, group: QTreeWidgetItem, offer: Offer) -> None:
        licence = offer.licence + (" (terms to accept)" if offer.gated else "")
        size = f"about {bytes_in_words(offer.about_bytes)}"
        item = QTreeWidgetItem(group, [offer.repo_id, "Not downloaded", size, licence, ""])
        item.setData(0, _ROLE, offer)
        item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for column in range(5):
            item.setForeground(column, theme_of(self.palette()).muted)

    # -- reacting ----------------------------------------------------------------------------------

    @Slot()
    def _on_choice(self) -> None:
        chosen = self._chosen()
        installed = chosen if isinstance(chosen, Installed) else None
        of_hub = installed is not None and installed.origin == HUB
        self.use.setEnabled(installed is not None)
        self.folder.setEnabled(installed is not None)
        for button in (self.check, self.update_check, self.remove):
            button.setEnabled(of_hub)
        self.download.setEnabled(isinstance(chosen, Offer) and not self._download.active)
        self.details.setText(self._words_about(chosen))

    def _words_about(self, chosen: Installed | Offer | None) -> str:
        if isinstance(chosen, Installed):
            commit = f"Version {chosen.revision}, in " if chosen.revision else ""
            return f"{commit}{chosen.folder}"
        if isinstance(chosen, Offer):
            return "Not on this computer. “Download…” asks huggingface.co about it, and then you."
        return ""

    @Slot()
    def _on_activated(self) -> None:
        if isinstance(self._chosen(), Offer):
            self._ask_for_download()

    @Slot()
    def _show_download(self) -> None:
        active = self._download.active
        self.progress.setVisible(active)
        self.cancel.setEnabled(active)
        self.other.setEnabled(not active)
        if active:
            self.bar.setRange(0, 0)
            self.progress_words.setText(f"{self._download.repo_id}: asking the hub…")
            if self._download.transfer is not None:
                self._on_progress(self._download.transfer)
        self._on_choice()

    @Slot(object)
    def _on_progress(self, transfer: Transfer) -> None:
        self.bar.setRange(0, 1000)
        self.bar.setValue(transfer.done * 1000 // max(1, transfer.total))
        parts = [f"{bytes_in_words(transfer.done)} of {bytes_in_words(transfer.total)}"]
        if transfer.done == transfer.total:
            parts.append("checking")
        elif (left := transfer.seconds_left) is not None:
            parts += [f"{bytes_in_words(transfer.speed)}/s", time_left(left)]
        self.progress_words.setText(f"{self._download.repo_id}: " + ", ".join(parts))

    @Slot()
    def _give_up(self) -> None:
        self.cancel.setEnabled(False)
        self._download.cancel()

    @Slot()
    def _ask_for_download(self) -> None:
        if isinstance(chosen := self._chosen(), Offer):
            self.download_requested.emit(chosen.repo_id)

    @Slot()
    def _ask_to_use(self) -> None:
        self.use_requested.emit(self._chosen())

    @Slot()
    def _ask_to_check(self) -> None:
        self.check_requested.emit(self._chosen())

    @Slot()
    def _ask_for_update(self) -> None:
        self.update_requested.emit(self._chosen())

    @Slot()
    def _ask_for_folder(self) -> None:
        self.folder_requested.emit(self._chosen())

    @Slot()
    def _ask_to_remove(self) -> None:
        self.remove_requested.emit(self._chosen())

    def _chosen(self) -> Installed | Offer | None:
        item = self.tree.currentItem()
        return None if item is None else cast("Installed | Offer | None", item.data(0, _ROLE))

    def _chosen_name(self) -> str:
        item = self.tree.currentItem()
        return "" if item is None else item.text(0)

    def _choose(self, name: str) -> None:
        found = self.tree.findItems(name, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive, 0)
        if found:
            self.tree.setCurrentItem(found[0])
