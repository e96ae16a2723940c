"""Generates an answer token by token, on another thread since transformers' `generate` never pauses."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from tokenizers.decoders import DecodeStream
from torch import Tensor

from stride_desktop.core.errors import Cancelled
from stride_desktop.core.fair_lock import FairLock


class DeviceTurns:
    """A hook before every layer of the network, which ends the answer or yields the device to others.

    It holds the device's lock from the first token on, since reading the prompt has no short steps. It has
    no reference to its model, so that the model can be freed.
    """

    def __init__(self, lock: FairLock) -> None:
        self._lock = lock
        self._in_turn = False
        self.stopped: Callable[[], bool] = bool

    def __call__(self, *_: object) -> None:
        """A forward pre-hook. Raises Cancelled."""
        if self.stopped():
            raise Cancelled
        if self._in_turn:
            self._lock.yield_to_waiters()

    def take_turns(self) -> None:
        """Take the lock of the device: from here on the steps are short."""
        if not self._in_turn:
            self._lock.acquire()
            self._in_turn = True

    def end(self) -> None:
        """Release the lock: the answer is over."""
        if self._in_turn:
            self._in_turn = False
            self._lock.release()


def token_ids(
    model: Any,  # noqa: ANN401 - untyped library
    inputs: Mapping[str, Any],
    settings: Any,  # noqa: ANN401
    turns: DeviceTurns,
    stopped: threading.Event,
) -> Iterator[int]:
    """Generate, and yield the id of every new token at once.

    turns: the hook of the model's layers. stopped: set when the iterator is closed; `turns` must check it.
    Raises what `generate` raises.
    """
    said: queue.SimpleQueue[int | Exception | None] = queue.SimpleQueue()

    def generate() -> None:
        try:
            model.generate(**inputs, generation_config=settings, streamer=_Streamer(said, turns))
            said.put(None)
        except Cancelled:
            said.put(None)
        except Exception as error:  # for the thread that asked
            said.put(error)
        finally:
            turns.end()

    thread = threading.Thread(target=generate, name="answer", daemon=True)
    thread.start()
    try:
        while (item := said.get()) is not None:
            if isinstance(item, Exception):
                raise item
            yield item
    finally:
        stopped.set()
        thread.join()


def whole_characters(tokenizer: Any, ids: Iterable[int]) -> Iterator[str]:  # noqa: ANN401
    """The text of tokens, as soon as its characters are complete; control tokens have none.

    tokenizer: a tokenizers.Tokenizer.
    """
    decoder = DecodeStream(skip_special_tokens=True)
    for token in ids:
        if text := decoder.step(tokenizer, token):
            yield text


class _Streamer:
    """Receives the tokens of `generate`."""

    def __init__(self, said: queue.SimpleQueue[int | Exception | None], turns: DeviceTurns) -> None:
        self._tokens = said
        self._turns = turns
        self._prompt = True

    def put(self, ids: Tensor) -> None:
        """Pass new tokens on; the prompt comes first and is left out."""
        if self._prompt:
            self._prompt = False
            return
        for token in ids.flatten().tolist():
            self._tokens.put(token)
        self._turns.take_turns()

    def end(self) -> None:
        """Do nothing: `generate` returns at the end."""
