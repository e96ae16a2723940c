"""Questions that the user types: about what was just seen, or about an answer that was given."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from stride_desktop.app.answers.cards import AnswerCards
from stride_desktop.app.answers.context import AnswerContext
from stride_desktop.app.live.task import State
from stride_desktop.core.answers import AnswerRequest, AnswerState, Exchange, RequestKind


class Questions(QObject):
    """Passes questions of the ask box on: to the run, to the answer they are about, or as `stretch_asked`.

    `stretch_asked(start, end, question)`: about a time range, in stream seconds.
    """

    stretch_asked = Signal(float, float, str)

    def __init__(self, context: AnswerContext, cards: AnswerCards, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._live, self._store, self._answers = context.live, context.store, context.queue
        self._chat, self._preview = context.chat, context.preview
        self._cards = cards
        self._notifications, self._timeline = context.notifications, context.timeline
        self._about: int | None = None  # card that the next question is about
        self._stretch: tuple[float, float] | None = None  # time range that it is about
        context.timeline.stretch.asked.connect(self._on_stretch)
        context.timeline.stretch.changed.connect(self._on_stretch_changed)
        self._chat.ask_box.asked.connect(self._on_asked)
        self._chat.ask_box.dropped.connect(self._drop)
        self._chat.clicks.ask.connect(self._on_ask_requested)
        self._live.asked.connect(cards.ask)
        self._live.state_changed.connect(self._on_state)
        self._live.started.connect(self._drop)
        self._on_state(State.IDLE)

    @Slot(str)
    def _on_asked(self, question: str) -> None:
        if self._stretch is not None:
            self.stretch_asked.emit(*self._stretch, question)
            return
        if self._about is None:
            self._live.requests.ask(question)
            return
        card_id, self._about = self._about, None
        answer, before = self._store.newest_on_card(card_id), self._answers.request_of(card_id)
        if answer is None or before is None:
            self._notifications.inform(
                "The pictures of this answer are no longer kept.", "Ask about what is being watched instead."
            )
        else:
            history = (*before.history, *self._said(card_id, before))
            request = replace(before, event_id=None, kind=RequestKind.QUESTION, question=question)
            self._cards.ask(answer.run, replace(request, history=history), answer, answer.lane_id)
        self._on_state(self._live.state)

    def _said(self, card_id: int, request: AnswerRequest) -> list[Exchange]:
        """The newest answer of a card with any text, and its closing remark."""
        said = [answer for answer in self._store.on_card(card_id) if answer.text][-1:]
        remark = self._store.remark_on(said[0].id) if said else None
        exchanges = [Exchange(request.question, answer.text) for answer in said]
        if remark is not None and remark.state is AnswerState.DONE:
            exchanges.append(Exchange(remark.request.question, remark.text))
        return exchanges or [Exchange(request.question, "")]

    @Slot(int)
    def _on_ask_requested(self, card: int) -> None:
        """Ask the next question about this answer."""
        self._about, self._stretch = card, None
        self._chat.ask_box.show_about(f"the answer of {self._cards.when(card)}")
        self._chat.ask_box.begin()

    @Slot(float, float)
    def _on_stretch(self, start: float, end: float) -> None:
        """Ask the next questions about this time range."""
        self._about, self._stretch = None, (start, end)
        self._chat.ask_box.show_about(self._preview.clock.stretch(start, end))
        self._chat.ask_box.begin()

    @Slot(object)
    def _on_stretch_changed(self, stretch: tuple[float, float] | None) -> None:
        """Follow the selection on the timeline, while questions are about it."""
        if self._stretch is None or stretch == self._stretch:
            return
        if stretch is None:
            self._drop()
        else:
            self._on_stretch(*stretch)

    @Slot()
    def _drop(self) -> None:
        self._about = self._stretch = None
        self._timeline.stretch.select(None)
        self._on_state(self._live.state)

    @Slot(object)
    def _on_state(self, state: State) -> None:
        """Enable the ask box while something is watched, or an answer is chosen."""
        if self._about is None and self._stretch is None:
            self._chat.ask_box.show_about("")
            self._chat.ask_box.setEnabled(state in (State.RUNNING, State.PAUSED))
