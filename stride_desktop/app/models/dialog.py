"""The window that lists the models: those installed, those to download, and the current download."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtCore import Qt, Signal, SignalInstance, Slot
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from stride_desktop.app.look.arrange import column, row
from stride_desktop.app.look.dialog import Dialog
from stride_desktop.app.look.plain_label import MutedLabel, PlainLabel
from stride_desktop.app.look.theme import bold_font, em, theme_of
from stride_desktop.app.models.download import Download, Transfer
from stride_desktop.checkpoints.catalogue import ANSWERS, OFFERS, WATCHES, ModelOffer
from stride_desktop.checkpoints.installed import HUB, Installed
from stride_desktop.core.amounts import bytes_in_words

_ROLE = Qt.ItemDataRole.UserRole


class ModelManager(Dialog):
    """Shows the installed models and those that can be downloaded, and emits the user's requests.

    `use_requested`, `check_requested`, `update_requested`, `remove_requested`, `folder_requested`: for an
    Installed. `download_requested(repo_id)`; `other_requested`: download a model that is not listed.
    """

    use_requested = Signal(object)
    check_requested = Signal(object)
    update_requested = Signal(object)
    remove_requested = Signal(object)
    folder_requested = Signal(object)
    download_requested = Signal(str)
    other_requested = Signal()

    def __init__(self, download: Download, parent: QWidget | None = None) -> None:
        super().__init__("Models", parent)
        self._download = download
        self._make_tree()
        self.details = MutedLabel(parent=self)
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.details.setMinimumHeight(round(em(self) * 2.4))
        self.details.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.message = PlainLabel(parent=self, wrap=True)
        self.message.hide()
        commands, progress = self._make_buttons(), self._make_progress()
        self.other = self._button("Download &another…", self.other_requested.emit)
        self.offer_close()
        close = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setAutoDefault(False)  # Enter in the list asks for a download
        self.buttons.addButton(self.other, QDialogButtonBox.ButtonRole.ActionRole)
        parts = (self.tree, self.details, commands, progress, self.message)
        self.lay_out(*parts, wide=self.tree).setSpacing(round(em(self) / 2))
        unit = self.fontMetrics().averageCharWidth()
        self.resize(unit * 124, unit * 72)
        download.started.connect(self._show_download)
        download.progressed.connect(self._on_progress)
        download.ended.connect(self._show_download)
        self._show_download()
        self._on_choice()

    def show_models(self, models: Sequence[Installed], watches: str, answers: str) -> None:
        """Show what is installed. watches, answers: the checkpoints in use; answers is empty for none."""
        item = self.tree.currentItem()
        chosen = "" if item is None else item.text(0)
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
        name = chosen or next((model.name for model in models if model.checkpoint == watches), "")
        exactly = Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive
        for found in self.tree.findItems(name, exactly, 0)[:1]:
            self.tree.setCurrentItem(found)
        self._on_choice()

    def say(self, words: str, bad: bool = False) -> None:
        """Show the outcome of a request below the list."""
        theme = theme_of(self.palette())
        self.message.setText(words)
        self.message.setStyleSheet(f"color: {(theme.error if bad else theme.text).name()}")
        self.message.setVisible(bool(words))

    def _make_tree(self) -> None:
        self.tree = QTreeWidget(self)
        self.tree.setAccessibleName("Models")
        self.tree.setHeaderLabels(["Model", "State", "Size", "Licence", "Version"])
        self.tree.setUniformRowHeights(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setAllColumnsShowFocus(True)
        self.tree.setStyleSheet("QTreeWidget::item { padding: 3px 6px 3px 2px }")
        header = self.tree.header()
        header.setStretchLastSection(False)
        for index in range(1, 5):
            header.setSectionResizeMode(index, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.currentItemChanged.connect(self._on_choice)
        self.tree.itemActivated.connect(self._ask_for_download)

    def _make_buttons(self) -> QHBoxLayout:
        self.use = self._request("&Use", self.use_requested)
        self.download = self._button("&Download…", self._ask_for_download)
        self.check = self._request("&Verify files", self.check_requested)
        self.update_check = self._request("&Check for updates", self.update_requested)
        self.folder = self._request("Open &folder", self.folder_requested)
        self.remove = self._request("&Remove…", self.remove_requested)
        return row(self.use, self.download, self.check, self.update_check, self.folder, self.remove, None)

    def _make_progress(self) -> QWidget:
        self.progress = QWidget(self)
        self.progress_words = PlainLabel(parent=self.progress)
        self.bar = QProgressBar(self.progress)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName("Download")
        self.cancel = self._button("Cance&l download", self._give_up)
        words = column(self.progress_words, self.bar)
        cells = row(words, self.cancel, parent=self.progress, wide=words)
        cells.setAlignment(self.cancel, Qt.AlignmentFlag.AlignBottom)
        return self.progress

    def _request(self, words: str, requested: SignalInstance) -> QPushButton:
        """A button that emits a signal with the chosen model."""
        return self._button(words, lambda: requested.emit(self._chosen()))

    def _button(self, words: str, pressed: Callable[..., object]) -> QPushButton:
        button = QPushButton(words, self, autoDefault=False)
        button.clicked.connect(pressed)
        return button

    def _add_installed(self, group: QTreeWidgetItem, model: Installed, in_use: bool) -> None:
        state = "In use" if in_use else "Installed"
        cells = [model.name, state, bytes_in_words(model.size), model.licence or "not known"]
        item = QTreeWidgetItem(group, [*cells, model.revision[:8]])
        item.setData(0, _ROLE, model)
        item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if in_use:
            item.setFont(1, bold_font(self.font()))

    def _add_offer(self, group: QTreeWidgetItem, offer: ModelOffer) -> None:
        licence = offer.licence + (" (terms to accept)" if offer.gated else "")
        size = f"about {bytes_in_words(offer.about_bytes)}"
        item = QTreeWidgetItem(group, [offer.repo_id, "Not downloaded", size, licence, ""])
        item.setData(0, _ROLE, offer)
        item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for index in range(5):
            item.setForeground(index, theme_of(self.palette()).muted)

    @Slot()
    def _on_choice(self) -> None:
        chosen = self._chosen()
        installed = chosen if isinstance(chosen, Installed) else None
        of_hub = installed is not None and installed.origin == HUB
        self.use.setEnabled(installed is not None)
        self.folder.setEnabled(installed is not None)
        for button in (self.check, self.update_check, self.remove):
            button.setEnabled(of_hub)
        self.download.setEnabled(isinstance(chosen, ModelOffer) and not self._download.active)
        self.details.setText(self._words_about(chosen))

    def _words_about(self, chosen: Installed | ModelOffer | None) -> str:
        if isinstance(chosen, Installed):
            commit = f"Version {chosen.revision}, in " if chosen.revision else ""
            return f"{commit}{chosen.folder}"
        if isinstance(chosen, ModelOffer):
            return "Not on this computer. “Download…” asks huggingface.co about it, and then you."
        return ""

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
        if isinstance(chosen := self._chosen(), ModelOffer):
            self.download_requested.emit(chosen.repo_id)

    def _chosen(self) -> Installed | ModelOffer | None:
        item = self.tree.currentItem()
        return None if item is None else cast("Installed | ModelOffer | None", item.data(0, _ROLE))


def time_left(seconds: float) -> str:
    """About how long something takes."""
    if seconds < 60:
        return "less than a minute left"
    minutes = round(seconds / 60)
    if minutes < 90:
        return "1 minute left" if minutes == 1 else f"{minutes} minutes left"
    return f"{round(minutes / 60)} hours left"
