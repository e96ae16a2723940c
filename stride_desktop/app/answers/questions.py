"""Questions that a person types: about what was just seen, or about an answer that was given."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from stride_desktop.app.answers.cards import Conversation
from stride_desktop.app.answers.queue import AnswerQueue
from stride_desktop.app.chat import ChatPanel
from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.task import State
from stride_desktop.app.preview.controller import PreviewController
from stride_desktop.app.system.notices import Notifications
from stride_desktop.app.timeline.view import TimelineView
from stride_desktop.core.answers import AnswerRequest, Exchange, RequestKind


class Asking(QObject):
    """Joins the ask box with the session, whose pictures it asks about, and with the answers.

    `stretch_asked(start, end, question)`: about a stretch of the timeline, in stream seconds.
    """

    stretch_asked = Signal(float, float, str)

    def __init__(
        self,
        session: LiveController,
        answers: AnswerQueue,
        chat: ChatPanel,
        conversation: Conversation,
        viewing: PreviewController,
        timeline: TimelineView,
        notifications: Notifications,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._answers = answers
        self._chat = chat
        self._conversation = conversation
        self._notifications = notifications
        self._viewing = viewing
        self._timeline = timeline
        self._about: int | None = None  # the card that the next question is about
        self._stretch: tuple[float, float] | None = None  # or what of the timeline
        timeline.ask_requested.connect(self._on_stretch)
        timeline.stretch_changed.connect(self._on_stretch_changed)
        chat.ask_box.asked.connect(self._on_asked)
        chat.ask_box.dropped.connect(self._drop)
        chat.ask_requested.connect(self._on_ask_requested)
        session.asked.connect(self._on_ready)
        session.state_changed.connect(self._on_state)
        session.started.connect(self._drop)
        self._on_state(State.IDLE)

    @Slot(str)
    def _on_asked(self, question: str) -> None:
        if self._stretch is not None:
            self.stretch_asked.emit(*self._stretch, question)
            return
        if self._about is None:
            self._session.ask(question)
            return
        card, self._about = self._about, None
        before = self._answers.request_of(card)
        if before is None:
            self._notifications.inform(
                "The pictures of this answer are no longer kept.", "Ask about what is being watched instead."
            )
        else:
            said = Exchange(before.question, self._chat.text_of(card))
            request = replace(
                before,
                event_id=None,
                kind=RequestKind.QUESTION,
                question=question,
                history=(*before.history, said),
            )
            about = self._conversation.when(card)
            self._conversation.begin(self._session.run_number, request, about)
        self._on_state(self._session.state)

    @Slot(int)
    def _on_ask_requested(self, card: int) -> None:
        """The next question is about this answer."""
        self._about, self._stretch = card, None
        self._chat.ask_box.show_about(self._conversation.when(card))
        self._chat.ask_box.setEnabled(True)
        self._chat.ask_box.edit.setFocus()

    @Slot(float, float)
    def _on_stretch(self, start: float, end: float) -> None:
        """The next questions are about this stretch of the timeline."""
        self._about, self._stretch = None, (start, end)
        self._chat.ask_box.show_stretch(self._viewing.clock.stretch(start, end))
        self._chat.ask_box.setEnabled(True)
        self._chat.ask_box.edit.setFocus()

    @Slot(object)
    def _on_stretch_changed(self, stretch: tuple[float, float] | None) -> None:
        """What is chosen on the timeline is what is asked about, once somebody asks about it."""
        if self._stretch is None or stretch == self._stretch:
            return
        if stretch is None:
            self._drop()
        else:
            self._on_stretch(*stretch)

    @Slot(int, object)
    def _on_ready(self, run: int, request: AnswerRequest) -> None:
        self._conversation.begin(run, request)

    @Slot()
    def _drop(self) -> None:
        self._about = self._stretch = None
        self._timeline.select_stretch(None)
        self._on_state(self._session.state)

    @Slot(object)
    def _on_state(self, state: State) -> None:
        """What can be asked about: what is being watched, or the answer that was chosen."""
        if self._about is None and self._stretch is None:
            self._chat.ask_box.show_about("")
            self._chat.ask_box.setEnabled(state in (State.RUNNING, State.PAUSED))
