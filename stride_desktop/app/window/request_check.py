"""Compares the request in the box with what the loaded model was trained for."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from stride_desktop.app.live.model_loader import ModelLoader
from stride_desktop.app.window.request_bar import RequestBar
from stride_desktop.pipeline.request import unknown_requests

_PAUSE = 300
"""Milliseconds without a key after which a request is checked."""


class RequestCheck(QObject):
    """Shows the hint below the box for a request that the model was not trained for, before the start."""

    def __init__(self, model: ModelLoader, request: RequestBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._request = request
        self._unknown = ""
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(self.check)
        request.edit.textChanged.connect(self._timer.start)
        model.changed.connect(self._on_model)

    def confirmed(self) -> bool:
        """Whether watching may start: the model understands the request, or the hint was visible already."""
        shown = self._unknown
        self.check()
        return self._unknown in ("", shown)

    @Slot()
    def check(self) -> None:
        """Check the written request, unless it is being watched for already."""
        self._timer.stop()
        model, query = self._model.model, self._request.query
        new = bool(query) and query != self._request.watched
        unknown = model is not None and new and bool(unknown_requests(model, [query]))
        self._unknown = query if unknown else ""
        if model is not None and unknown:
            self._request.show_unknown(query, model.name, model.kinds)
        else:
            self._request.show_understood()

    @Slot()
    def _on_model(self) -> None:
        model = self._model.model
        if model is not None:
            self._request.set_kinds(model.kinds)
        self.check()
