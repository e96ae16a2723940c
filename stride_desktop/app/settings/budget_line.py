"""An estimate, shown while editing settings, of how much context an answer will need."""

from __future__ import annotations

from stride_desktop.app.look.plain_label import MutedLabel
from stride_desktop.core.errors import ResponderError
from stride_desktop.core.settings import ResponderSettings
from stride_desktop.responders.budget import image_tokens, plan, text_tokens
from stride_desktop.responders.kinds import answer_budget
from stride_desktop.responders.phrases import phrases_for

_HEIGHT, _WIDTH = 1080, 1920
"""Pixels of the usual camera or screen."""

_REQUEST = "Tell me when somebody comes in through the door"
"""A request of the usual length."""


class BudgetLine(MutedLabel):
    """Pictures and tokens of an answer, as estimated for pictures of 1920×1080."""

    def show_for(self, settings: ResponderSettings) -> None:
        """Show the estimate for these settings."""
        budget = answer_budget(settings)
        text = text_tokens(settings.instruction or phrases_for(_REQUEST).instruction, _REQUEST)
        try:
            planned = plan(budget, budget.pictures, _HEIGHT, _WIDTH, text)
        except ResponderError as error:
            self.setText(str(error))
            return
        size = f"{planned.side}×{round(planned.side * _HEIGHT / _WIDTH)}"
        seen = planned.pictures * image_tokens(_HEIGHT, _WIDTH, planned.side)
        left = budget.answer if budget.context is None else budget.context - planned.tokens
        told = (
            f"Pictures: {planned.pictures} of {size} ≈ {seen:,} tokens; "
            f"text ≈ {planned.tokens - seen:,}; answer {min(budget.answer, left):,}"
        )
        if budget.context is None:
            self.setText(f"{told}. Fewer or smaller ones, if the model says that it reads less.")
        else:
            self.setText(f"{told}: fits in {budget.context:,}.")
