"""Validation of a request."""

from __future__ import annotations

from collections.abc import Iterable

from stride_desktop.activation.base import ActivationModel
from stride_desktop.core.errors import RequestError
from stride_desktop.core.event_kinds import UNDERSTOOD
from stride_desktop.core.text import readable, with_line_feeds

MAX_CHARACTERS = 2000
"""Longer requests would crowd the frames out of the model's attention."""


def checked_request(text: str) -> str:
    """The request without surrounding white space, in any script. Raises RequestError."""
    request = with_line_feeds(text.strip())
    if not request:
        raise RequestError(
            "The request is empty.", "Write what to watch for, such as “tell me when it rains”."
        )
    if len(request) > MAX_CHARACTERS:
        raise RequestError(
            f"The request has {len(request):,} characters; at most {MAX_CHARACTERS:,} are possible.",
            "Say it in fewer words.",
        )
    if request != readable(request):
        raise RequestError(
            "The request contains control characters or incomplete characters, which cannot be read.",
            "Type it again.",
        )
    return request


def unknown_requests(model: ActivationModel, queries: Iterable[str]) -> list[str]:
    """The requests that ask for no kind of event that the model was trained for.

    A request that the model cannot read is none of them: `model.open` says what is wrong with it.
    """
    return [query for query in queries if _understanding(model, query) < UNDERSTOOD]


def _understanding(model: ActivationModel, query: str) -> float:
    try:
        return model.understands(query)
    except RequestError:
        return 1.0


def not_understood(model: ActivationModel, query: str, remedy: str) -> RequestError:
    """The error for an unknown request: what the model knows, and how to watch for it nevertheless."""
    known = "; ".join(kind.name for kind in model.kinds)
    return RequestError(
        f"{model.name} was not trained for requests like “{query:.100}”: its alerts would be false. "
        f"It knows: {known}.",
        remedy,
    )
