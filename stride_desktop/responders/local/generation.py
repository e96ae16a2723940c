"""One answer, token by token, on a thread of its own because transformers' `generate` never pauses."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from tokenizers.decoders import DecodeStream
from torch import Tensor

from stride_desktop.core.errors import Cancelled
from stride_desktop.core.fair_lock import FairLock


class Breath:
    """Called before every layer of the network: the place to stop, and to let others have the device.

    It takes its turn with the first token, since reading the prompt has no short steps. It knows nothing of
    the model that it is hooked into, so that the model is gone once it is let go.
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
        """From here on the steps are short."""
        if not self._in_turn:
            self._lock.acquire()
            self._in_turn = True

    def end(self) -> None:
        """The answer is over, however it ended."""
        if self._in_turn:
            self._in_turn = False
            self._lock.release()


def token_ids(
    model: Any,  # noqa: ANN401 - untyped library
    inputs: Mapping[str, Any],
    settings: Any,  # noqa: ANN401
    breath: Breath,
    stopped: threading.Event,
) -> Iterator[int]:
    """Generate, and yield the id of every new token as soon as it is there.

    breath: is called by the model's layers. stopped: set when the iterator is closed; `breath` must know
    it. Raises what `generate` raises.
    """
    said: queue.SimpleQueue[int | Exception | None] = queue.SimpleQueue()

    def generate() -> None:
        try:
            model.generate(**inputs, generation_config=settings, streamer=_Streamer(said, breath))
            said.put(None)
        except Cancelled:
            said.put(None)
        except Exception as error:  # for the thread that asked
            said.put(error)
        finally:
            breath.end()

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
    """The text of tokens, as soon as its characters are complete; control tokens say nothing.

    tokenizer: a tokenizers.Tokenizer.
    """
    decoder = DecodeStream(skip_special_tokens=True)
    for token in ids:
        if text := decoder.step(tokenizer, token):
            yield text


class _Streamer:
    """What `generate` tells of every step."""

    def __init__(self, said: queue.SimpleQueue[int | Exception | None], breath: Breath) -> None:
        self._said = said
        self._breath = breath
        self._prompt = True

    def put(self, ids: Tensor) -> None:
        """The prompt comes first and is left out."""
        if self._prompt:
            self._prompt = False
            return
        for token in ids.flatten().tolist():
            self._said.put(token)
        self._breath.take_turns()

    def end(self) -> None:
        """Nothing follows; the end of `generate` says so too."""
