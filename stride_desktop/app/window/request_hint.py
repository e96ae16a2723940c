"""The line under a request that the model was not trained for, with the kinds of event that it knows."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from stride_desktop.core.event_kinds import EventKind
from stride_desktop.core.text import elided

_MODELS = "models"


class RequestHint(QLabel):
    """Names the kinds of event that the model knows, each a link to an example request.

    `example_chosen(str)`: an example was clicked. `models_requested`: the link to other models was.
    Hidden while every request is understood.
    """

    example_chosen = Signal(str)
    models_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._examples: list[str] = []
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.linkActivated.connect(self._on_link)
        self.hide()

    def show_unknown(self, query: str, model: str, kinds: Sequence[EventKind]) -> None:
        """Say that `model` was not trained for `query`, and list what it was trained for."""
        self._examples = [kind.examples[0] for kind in kinds if kind.examples]
        names = [kind.name for kind in kinds if kind.examples]
        links = [f'<a href="{number}">{_html(name)}</a>' for number, name in enumerate(names)]
        self.setText(
            f"<b>{_html(model)} was not trained for “{_html(query)}”</b>, so that its alerts would be "
            f"false. It knows: {' · '.join(links)}. For anything else, "
            f'<a href="{_MODELS}">get STRIDE-2B</a>.'
        )
        self.setAccessibleName(f"{model} was not trained for this request. It knows: {'; '.join(names)}.")
        self.show()

    @Slot(str)
    def _on_link(self, target: str) -> None:
        if target == _MODELS:
            self.models_requested.emit()
        else:
            self.example_chosen.emit(self._examples[int(target)])


def _html(text: str) -> str:
    """Text from outside as HTML, at most 60 characters of it."""
    return escape(elided(text, 60))
