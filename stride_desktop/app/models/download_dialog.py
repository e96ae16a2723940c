"""The question before a download, with its origin, size, memory, licence and terms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFormLayout, QGroupBox, QLabel, QLineEdit, QPushButton, QWidget

from stride_desktop.app.look.arrange import Item, column, row
from stride_desktop.app.look.dialog import Dialog
from stride_desktop.app.look.plain_label import MutedLabel, PlainLabel
from stride_desktop.app.look.theme import bold_font, em, theme_of
from stride_desktop.app.system.background import BackgroundQueue
from stride_desktop.app.system.startup import unnoticed_imports
from stride_desktop.checkpoints.catalogue import offer_of
from stride_desktop.checkpoints.hardware import ComputerMemory, memory_here, memory_needed
from stride_desktop.checkpoints.hub import Quote, ask_hub, page_of
from stride_desktop.checkpoints.hub_config import HOST, HubConfig
from stride_desktop.checkpoints.transfer import free_bytes, missing_bytes
from stride_desktop.core.amounts import bytes_in_words
from stride_desktop.core.errors import StrideError

TOKENS = f"https://{HOST}/settings/tokens"


@dataclass(frozen=True, slots=True)
class _Figures:
    quote: Quote | None
    missing: int
    free: int
    memory: ComputerMemory


class DownloadQuestion(Dialog):
    """`agreed(repo_id, Quote or None, token)`: download it. The token is empty when none was entered."""

    agreed = Signal(str, object, str)

    def __init__(
        self,
        repo_id: str,
        hub: HubConfig,
        background: BackgroundQueue,
        parent: QWidget | None = None,
        revision: str = "",
        refusal: str = "",
    ) -> None:
        """refusal: why an earlier attempt without a valid token was refused."""
        super().__init__("Download a model", parent)
        self._repo_id, self._hub, self._background, self._revision = repo_id, hub, background, revision
        self._quote: Quote | None = None
        unit = round(em(self))
        title = PlainLabel(f"Download {repo_id}?", self)
        title.setFont(bold_font(title.font()))
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(unit)
        offer = offer_of(repo_id)
        self._row("From", HOST)
        self.amount = self._row("Size", "Not known yet")
        self.free = self._row("Free space", "Looking…")
        self.licence = self._row("Licence", offer.licence if offer else "Not known yet")
        self.memory = self._row("Memory", "Looking…")
        self.version = self._row("Version", "The newest one, and then always the same")
        self.note = PlainLabel("", self, wrap=True)
        self.ask = QPushButton(f"&Ask {HOST} for the exact figures", self)
        self.ask.clicked.connect(self.look_up)
        self.terms = self._make_terms()
        self.terms.setVisible(bool(refusal) or bool(offer and offer.gated))
        self._say(refusal, bad=True)
        self.download = self.offer_to(f"&Download from {HOST}")
        self._column = self.lay_out(title, self._form, self.note, row(self.ask, None), self.terms, None)
        self._column.setContentsMargins(2 * unit, 2 * unit, 2 * unit, unit)
        self._column.setSpacing(unit)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 88)
        self._fit()
        background.run(self._estimate, self._show_figures, self._show_failure, owner=self)

    @Slot()
    def look_up(self) -> None:
        """Ask the hub what exactly would be downloaded."""
        self.ask.setEnabled(False)
        self.ask.setText(f"Asking {HOST}…")
        self._background.run(self._asked, self._show_figures, self._show_failure, owner=self)

    @Slot()
    def accept(self) -> None:
        """Close the dialog and emit `agreed`."""
        super().accept()
        self.agreed.emit(self._repo_id, self._quote, self.token.text().strip())

    def _estimate(self) -> _Figures:
        """Runs in the background, without any request to the hub."""
        with unnoticed_imports():
            memory = memory_here()
        offer = offer_of(self._repo_id)
        return _Figures(None, offer.about_bytes if offer else 0, free_bytes(self._hub), memory)

    def _asked(self) -> _Figures:
        """Runs in the background."""
        quote = ask_hub(self._repo_id, self._hub, self._revision)
        return _Figures(quote, missing_bytes(quote, self._hub), free_bytes(self._hub), memory_here())

    def _show_figures(self, figures: _Figures) -> None:
        quote = figures.quote
        if quote is None and self._quote is not None:
            return
        self._quote = quote
        if quote is not None:
            self.ask.hide()
            self.licence.setText(quote.licence or "The hub names none")
            self.version.setText(f"{quote.revision[:12]}, and then always this one")
            self.terms.setVisible(quote.gated or self.terms.isVisible())
        self._show_size(figures)
        weights = quote.weights if quote else figures.missing
        if weights:
            needed = memory_needed(quote.parameters if quote else 0, weights, figures.memory)
            self.memory.setText(memory_words(needed, figures.memory))
        else:
            self.memory.setText("Not known yet")
        self.free.setText(f"{bytes_in_words(figures.free)} in {self._hub.cache}")
        fits = figures.missing <= figures.free
        self.download.setEnabled(fits)
        if not fits:
            self._say("It does not fit on this disk. Free some space, or choose another folder.", bad=True)
        self._fit()

    def _show_size(self, figures: _Figures) -> None:
        quote, missing = figures.quote, figures.missing
        if quote is None:
            if missing:
                self.amount.setText(f"About {bytes_in_words(missing)} (estimate, the hub was not asked)")
        elif missing < quote.size:
            self.amount.setText(
                f"{bytes_in_words(quote.size)}, of which {bytes_in_words(missing)} are still to be downloaded"
            )
        else:
            self.amount.setText(bytes_in_words(quote.size))

    def _show_failure(self, error: StrideError) -> None:
        self.ask.setEnabled(True)
        self.ask.setText(f"&Ask {HOST} for the exact figures")
        self._say(str(error), bad=True)
        self._fit()

    def _make_terms(self) -> QGroupBox:
        box = QGroupBox("This model is given only to people who accept its terms", self)
        parts: list[Item] = []
        accept = f"1. Log in to {HOST} and accept the terms on the model's page."
        create = "2. Make a token that may read (“Read” is enough), and copy it."
        for words, address in ((accept, page_of(self._repo_id)), (create, TOKENS)):
            button = QPushButton(f"Open {address}", box)
            button.clicked.connect(partial(_open, address))
            parts += [PlainLabel(words, self, wrap=True), row(button, None)]
        parts.append(PlainLabel("3. Enter the token here.", self, wrap=True))
        self.token = QLineEdit(
            box,
            echoMode=QLineEdit.EchoMode.Password,
            placeholderText="Empty: the one that was entered before, or HF_TOKEN",
        )
        self.token.setAccessibleName(f"Token for {HOST}")
        kept = MutedLabel("It is stored in the system's keychain and sent only to the hub.", self)
        column(*parts, self.token, kept, parent=box).unsetContentsMargins()
        return box

    def _fit(self) -> None:
        """Enlarge the dialog until every line can be read."""
        self._column.activate()
        width = max(self.width(), self.minimumWidth())
        self.resize(width, max(self.height(), self._column.totalHeightForWidth(width)))

    def _row(self, name: str, words: str) -> QLabel:
        label = PlainLabel(words, self, wrap=True)
        label.setAccessibleName(name)
        self._form.addRow(name, label)
        return label

    def _say(self, words: str, bad: bool) -> None:
        self.note.setText(words)
        self.note.setVisible(bool(words))
        self.note.setStyleSheet(f"color: {theme_of(self.palette()).error.name()}" if bad else "")


def _open(address: str, _checked: bool = False) -> None:
    QDesktopServices.openUrl(QUrl(address))


def memory_words(needed: int, memory: ComputerMemory) -> str:
    """Whether a model fits this computer."""
    if memory.graphics:
        there = bytes_in_words(memory.graphics)
        words = f"About {bytes_in_words(needed)} of graphics memory; this computer has {there}."
        return words if needed <= memory.graphics else f"{words} It does not fit there."
    words = f"About {bytes_in_words(needed)} of memory; this computer has {bytes_in_words(memory.main)}."
    if needed > memory.main:
        return f"{words} It does not fit."
    return f"{words} It has no graphics card for models: on the processor it will be slow."
