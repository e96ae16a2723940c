"""Who else could answer: the menu beside "Retry"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from stride_desktop.app.answers.cards import Conversation
from stride_desktop.app.answers.responders import foreign_host, responder_name
from stride_desktop.app.chat import ChatPanel
from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.system.cancellable import Cancelling, Question
from stride_desktop.core.errors import StrideError
from stride_desktop.core.settings import ResponderSettings, Settings
from stride_desktop.core.settings_check import problems
from stride_desktop.responders.base import Responder

MOST_MODELS = 20
"""Models of a server that are offered; more are no menu any more."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Somebody who could answer: the name in the menu, and the settings under which that one does."""

    name: str
    settings: Settings


class Alternatives(QObject):
    """Offers whoever is set up and the other models of the server; has a card answered by one of them."""

    def __init__(
        self,
        session: LiveController,
        chat: ChatPanel,
        conversation: Conversation,
        make: Callable[[Settings], Callable[[], Responder]],
        stored_key: Callable[[str], str | None],
        parent: QObject | None = None,
    ) -> None:
        """make: makes a responder from settings; stored_key: as in SettingsPage."""
        super().__init__(parent)
        self._session = session
        self._chat = chat
        self._conversation = conversation
        self._make = make
        self._stored_key = stored_key
        self.question = Question(self)
        self.question.answered.connect(self._on_models)
        self.question.failed.connect(self._on_failed)
        self._card = 0
        self._waiting: QAction | None = None  # says that the server is being asked
        self.menu: QMenu | None = None
        """The menu that is open, or was last."""
        chat.alternatives_requested.connect(self._on_requested)

    @Slot()
    def close(self) -> None:
        """Ask no server any more."""
        self.question.close()

    @Slot(int)
    def _on_requested(self, card: int) -> None:
        if self.menu is not None:
            self.menu.deleteLater()
        settings = self._session.settings
        self._card, self.menu = card, QMenu(self._chat)
        self.menu.setAccessibleName("Who is to answer")
        for alternative in set_up(settings):
            self._offer(alternative)
        if _may_be_asked(settings.responder):
            self._ask_for_models(self.menu, settings.responder)
        self.menu.popup(self._chat.menu_place(card))

    def _ask_for_models(self, menu: QMenu, responder: ResponderSettings) -> None:
        menu.addSeparator()
        self._waiting = menu.addAction("Looking for other models…")
        self._waiting.setEnabled(False)
        self.question.ask(partial(_models, responder, self._stored_key))

    @Slot(object)
    def _on_models(self, names: tuple[str, ...]) -> None:
        settings = self._session.settings
        others = [name for name in names if name != settings.responder.model][:MOST_MODELS]
        for name in others:
            responder = replace(settings.responder, kind="openai", model=name)
            self._offer(Alternative(name, replace(settings, responder=responder)))
        if self._waiting is not None:
            self._waiting.setVisible(not others)
            self._waiting.setText("The server has no other model")

    @Slot(object)
    def _on_failed(self, error: StrideError) -> None:
        if self._waiting is not None:
            self._waiting.setText(error.what)

    def _offer(self, alternative: Alternative) -> None:
        if self.menu is not None:
            self.menu.addAction(alternative.name).triggered.connect(partial(self._answer, alternative))

    def _answer(self, alternative: Alternative, _checked: bool = False) -> None:
        # How the usual one fares counts for the next answers as well.
        usual = alternative.settings == self._session.settings
        self._conversation.retry(self._card, None if usual else self._make(alternative.settings))


def set_up(settings: Settings) -> Iterator[Alternative]:
    """Everybody that could answer as the settings are, the one who does now among them."""
    for kind in ("report", "openai", "local"):
        candidate = replace(settings, responder=replace(settings.responder, kind=kind))
        host = foreign_host(candidate.responder)
        agreed = not host or host in settings.responder.consented_hosts
        if agreed and not any(path.startswith("responder.") for path in problems(candidate)):
            yield Alternative(responder_name(candidate), candidate)


def _may_be_asked(responder: ResponderSettings) -> bool:
    """The server is one that was chosen, and its host one that may be asked."""
    server = replace(responder, kind="openai")
    host = foreign_host(server)
    return bool(responder.model) and (not host or host in responder.consented_hosts)


def _models(
    responder: ResponderSettings, stored_key: Callable[[str], str | None], cancelled: Cancelling
) -> tuple[str, ...]:
    """What the server has. Runs beside the GUI thread. Raises ResponderError and Cancelled."""
    from stride_desktop.responders.hosts import chat_url, host_of
    from stride_desktop.responders.models import list_models
    from stride_desktop.responders.server import ModelServer

    key = stored_key(host_of(chat_url(responder.base_url)))
    server = ModelServer(responder.base_url, key, frozenset(responder.consented_hosts))
    return list_models(server, cancelled)
