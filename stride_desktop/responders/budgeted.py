"""Base of the responders whose model reads a limited number of tokens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from stride_desktop.core.answers import AnswerRequest, Usage
from stride_desktop.responders.base import Responder
from stride_desktop.responders.budget import Budget, fit


@dataclass(frozen=True, kw_only=True)
class Budgeted(Responder):
    """Subclasses give `context`, which is asked where the budget does not know it."""

    budget: Budget = field(default_factory=Budget)
    _counted: list[Usage] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def max_images(self) -> int:
        """Frames at most."""
        return self.budget.pictures

    @property
    def usage(self) -> Usage | None:
        """What the last answer took, as far as it was counted."""
        return self._counted[-1] if self._counted else None

    def context(self, cancelled: Callable[[], bool]) -> int | None:
        """Tokens that the model reads and writes at most, None when it is not known."""
        raise NotImplementedError

    def fitted(self, request: AnswerRequest, cancelled: Callable[[], bool]) -> AnswerRequest:
        """The frames that fit into the model's context, at the size that fits. Raises as `respond` does."""
        budget = self.budget
        if budget.context is None:
            budget = replace(budget, context=self.context(cancelled))
        return fit(budget, request)
