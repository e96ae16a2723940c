r"""The text around the vision tokens.

`<|im_start|>user\n{request}` and then, for each group, `<{seconds:.1f} seconds><|vision_start|>`,
the group's vision tokens and `<|vision_end|>`. Nothing encloses the video as a whole: the released
checkpoints were trained without that.
"""

from __future__ import annotations

from typing import Protocol

from stride_desktop.core.errors import CheckpointError, RequestError

MAX_CHARACTERS = 20_000

SLOT_TOKENS = ("<inactive>", "<active>", "<activation>")
"""The token of each slot label, INACTIVE, ACTIVE and MASKED."""

MESSAGE_START, VISION_START, VISION_END = "<|im_start|>", "<|vision_start|>", "<|vision_end|>"


class Tokenizer(Protocol):
    """The used part of the checkpoint's tokenizer."""

    def encode(self, text: str, *, add_special_tokens: bool, split_special_tokens: bool) -> list[int]:
        """Token ids of `text`."""

    def get_vocab(self) -> dict[str, int]:
        """Ids of all tokens, added ones included."""


class Prompt:
    """Turns the request and the time marks into token ids."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Raises CheckpointError when the tokenizer lacks a token that the prompt needs."""
        self.tokenizer = tokenizer
        vocabulary = tokenizer.get_vocab()
        needed = (*SLOT_TOKENS, MESSAGE_START, VISION_START, VISION_END)
        missing = [token for token in needed if token not in vocabulary]
        if missing:
            raise CheckpointError(
                f"The checkpoint's tokenizer does not know {' '.join(missing)}.",
                "Use a STRIDE checkpoint; a plain Qwen3-VL model cannot tell when to speak.",
            )
        self._message_start = vocabulary[MESSAGE_START]
        self._vision_start = vocabulary[VISION_START]
        self.vision_end = vocabulary[VISION_END]
        self.slots = [vocabulary[token] for token in SLOT_TOKENS]

    def opening(self, query: str, seconds: float) -> list[int]:
        """Ids up to the first group's vision tokens.

        The request and the first time mark are one string to the tokenizer, which may join their
        ends. Control tokens spelled out in a request are plain text.
        """
        return [self._message_start, *self._encode(f"user\n{query}{_mark(seconds)}"), self._vision_start]

    def between(self, seconds: float) -> list[int]:
        """Ids between one group's `<|vision_end|>` and the next group's vision tokens."""
        return [*self._encode(_mark(seconds)), self._vision_start]

    def _encode(self, text: str) -> list[int]:
        return self.tokenizer.encode(text, add_special_tokens=False, split_special_tokens=True)


def check_request(query: str) -> None:
    """Raises RequestError when `query` cannot be a request."""
    if not query.strip():
        raise RequestError("The request is empty.", "Say what to watch for.")
    if len(query) > MAX_CHARACTERS:
        raise RequestError(
            f"The request has {len(query):,} characters.", f"Shorten it to {MAX_CHARACTERS:,} or fewer."
        )
    try:
        query.encode("utf-8")
    except UnicodeEncodeError as error:
        raise RequestError(
            "The request contains a broken character.", "Type it again.", f"position {error.start}"
        ) from error


def _mark(seconds: float) -> str:
    return f"<{seconds:.1f} seconds>"
