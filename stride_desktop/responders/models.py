"""The list of a server's models."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from stride_desktop.core.errors import ResponderError
from stride_desktop.responders.complaints import complaint_of
from stride_desktop.responders.failures import ServerError, quoted
from stride_desktop.responders.hosts import models_url
from stride_desktop.responders.interruptible import await_result
from stride_desktop.responders.reasons import ServerVerdict
from stride_desktop.responders.server import ModelServer

_SAYS_ENOUGH = (
    ServerVerdict.UNREACHABLE,
    ServerVerdict.INSECURE,
    ServerVerdict.UNAUTHORISED,
    ServerVerdict.BUSY,
    ServerVerdict.SLOW,
)


def list_models(server: ModelServer, cancelled: Callable[[], bool]) -> tuple[str, ...]:
    """The names of the server's models, in its own order.

    Asks GET {base}/models under the same rules as an answer: no host without consent, no redirects, no
    proxy for this machine. Raises ResponderError, and Cancelled soon after `cancelled` turns true.
    """
    return await_result(partial(fetch_models, server), cancelled)


async def fetch_models(server: ModelServer) -> tuple[str, ...]:
    """The same for code that runs in an event loop. Raises ResponderError."""
    url = models_url(server.permitted_url())
    explain = server.explainer("")
    body = b""
    try:
        body = await server.fetch(url, explain)
        names = (model.get("id") for model in listed(body))
        return tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name.isprintable()))
    except ServerError as error:
        if error.verdict in _SAYS_ENOUGH:
            raise
        words, detail = error.words, error.detail
    except (ValueError, RecursionError) as error:
        words, detail = explain.cleaned(complaint_of(body, 0).message), type(error).__name__
    raise ResponderError(
        f"{explain.server} does not tell which models it has.{quoted(words)}",
        "Check the address, or type the model's name.",
        detail,
    )


def listed(body: bytes) -> list[dict[str, Any]]:
    """The models in a list, bare or under "data". Raises ValueError and RecursionError for other JSON."""
    content = json.loads(body)
    models = content.get("data") if isinstance(content, dict) else content
    if not isinstance(models, list):
        raise ValueError("no list of models")
    return [model for model in models if isinstance(model, dict)]
