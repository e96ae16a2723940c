"""The context size of a server's model, as far as the server states it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from stride_desktop.core.errors import ResponderError
from stride_desktop.responders.hosts import models_url
from stride_desktop.responders.interruptible import await_result
from stride_desktop.responders.models import listed
from stride_desktop.responders.server import ModelServer

_NAMES = ("max_model_len", "loaded_context_length", "context_length", "max_context_length", "context_window")
"""Its names in the lists of models of vLLM, LM Studio and several hosted services."""

_LLAMA_NAMES = ("n_ctx", "n_ctx_train")
"""Its names under "meta" in the list of llama.cpp: as started, and as the model was trained."""


class ContextSizes:
    """The context sizes that servers have stated; each is asked once. Any thread may use it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], int | None] = {}

    def known(self, server: ModelServer, model: str) -> int | None:
        """The size that the server stated before; None when it was not asked or does not state it."""
        return self._known.get((server.base_url, model))

    def of(self, server: ModelServer, model: str, cancelled: Callable[[], bool]) -> int | None:
        """Tokens that a model reads and writes at most, None when the server does not state it.

        Asks for the list of models under the same rules as for an answer. Raises Cancelled, and
        ResponderError when nothing may be sent.
        """
        key = (server.base_url, model)
        if key in self._known:
            return self._known[key]
        server.permitted_url()
        try:
            size = await_result(partial(_fetch, server, model), cancelled)
        except ResponderError:
            return None  # the answer will tell what is wrong, and it may be right the next time
        self._known[key] = size
        return size


async def _fetch(server: ModelServer, model: str) -> int | None:
    url = models_url(server.permitted_url())
    return _size_in(await server.fetch(url, server.explainer("")), model)


def _size_in(body: bytes, model: str) -> int | None:
    """The size in a list of models; None where there is no list."""
    try:
        entry = next((entry for entry in listed(body) if entry.get("id") == model), {})
    except (ValueError, RecursionError):
        return None
    meta = entry.get("meta")
    return _first(entry, _NAMES) or _first(meta if isinstance(meta, dict) else {}, _LLAMA_NAMES)


def _first(entry: Mapping[str, Any], names: tuple[str, ...]) -> int | None:
    return next((v for name in names if type(v := entry.get(name)) is int and v > 0), None)
