"""The menu of other responders beside "Retry"."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from stride_desktop.app.answers.cards import AnswerCards
from stride_desktop.app.answers.context import AnswerContext
from stride_desktop.app.system.background import CancellableCall
from stride_desktop.core.errors import StrideError
from stride_desktop.core.responder_settings import ResponderSettings
from stride_desktop.responders.base import Responder
from stride_desktop.responders.kinds import KINDS, SERVER, has_consent, responder_name, responder_problems

MOST_MODELS = 20
"""Most models of a server in the menu."""


class Alternatives(QObject):
    """Offers every responder that is set up, and the other models of the server, to answer a card again."""

    def __init__(
        self,
        context: AnswerContext,
        cards: AnswerCards,
        make: Callable[[ResponderSettings], Callable[[], Responder]],
        stored_key: Callable[[str], str | None],
        parent: QObject | None = None,
    ) -> None:
        """make: makes a responder from settings; stored_key: as in SettingsDialog."""
        super().__init__(parent)
        self._answers, self._chat = context.queue, context.chat
        self._cards = cards
        self._make = make
        self._stored_key = stored_key
        self.call = CancellableCall(self)
        self.call.answered.connect(self._on_models)
        self.call.failed.connect(self._on_failed)
        self._card = 0
        self._waiting: QAction | None = None  # the entry while the server is asked for its models
        self.menu: QMenu | None = None
        """The menu that is open, or was last."""
        self._chat.clicks.other.connect(self._on_requested)

    @Slot()
    def close(self) -> None:
        """Cancel the request for the names of models."""
        self.call.close()

    @Slot(int)
    def _on_requested(self, card: int) -> None:
        if self.menu is not None:
            self.menu.deleteLater()
        responder = self._answers.settings
        self._card, self.menu = card, QMenu(self._chat)
        self.menu.setAccessibleName("Other answering models")
        for name, settings in set_up(responder):
            self._offer(name, settings)
        if responder.model and has_consent(replace(responder, kind=SERVER)):
            self._ask_for_models(self.menu, responder)
        self.menu.popup(self._chat.cards[card].buttons.menu_place)

    def _ask_for_models(self, menu: QMenu, responder: ResponderSettings) -> None:
        menu.addSeparator()
        self._waiting = menu.addAction("Looking for other models…")
        self._waiting.setEnabled(False)
        self.call.run(partial(_models, responder, self._stored_key))

    @Slot(object)
    def _on_models(self, names: tuple[str, ...]) -> None:
        responder = self._answers.settings
        others = [name for name in names if name != responder.model][:MOST_MODELS]
        for name in others:
            self._offer(name, replace(responder, kind=SERVER, model=name))
        if self._waiting is not None:
            self._waiting.setVisible(not others)
            self._waiting.setText("The server has no other model")

    @Slot(object)
    def _on_failed(self, error: StrideError) -> None:
        if self._waiting is not None:
            self._waiting.setText(error.what)

    def _offer(self, name: str, settings: ResponderSettings) -> None:
        if self.menu is not None:
            self.menu.addAction(name, partial(self._answer, settings))

    def _answer(self, settings: ResponderSettings) -> None:
        # The outcome of the configured responder counts for the circuit breaker.
        usual = settings == self._answers.settings
        self._cards.retry(self._card, None if usual else self._make(settings))


def set_up(responder: ResponderSettings) -> Iterator[tuple[str, ResponderSettings]]:
    """Name and settings of every kind of responder that is set up, the one in use among them."""
    for kind in KINDS:
        candidate = replace(responder, kind=kind)
        if has_consent(candidate) and not responder_problems(candidate):
            yield responder_name(candidate), candidate


def _models(
    responder: ResponderSettings, stored_key: Callable[[str], str | None], cancelled: threading.Event
) -> tuple[str, ...]:
    """Names of the server's models; on the background thread. Raises ResponderError and Cancelled."""
    from stride_desktop.responders.models import list_models
    from stride_desktop.responders.server import server_of

    return list_models(server_of(responder, stored_key), cancelled.is_set)
