"""A loaded vision-language model."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinja2 import TemplateError
from transformers.modeling_layers import GradientCheckpointingLayer

from stride_desktop.checkpoints.device import is_out_of_memory
from stride_desktop.core.answers import CutOff
from stride_desktop.core.errors import ResponderError, StrideError
from stride_desktop.core.fair_lock import device_lock
from stride_desktop.responders.local.generation import DeviceTurns, token_ids, whole_characters
from stride_desktop.responders.local.processor import one_tile_per_picture, without_control_tokens
from stride_desktop.responders.prompt import Message

_LEAST_ROOM = 64
"""Tokens that must be left for an answer."""


class LocalModel:
    """Answers chat messages, one answer at a time, in turns with detection on its device."""

    def __init__(self, name: str, model: Any, processor: Any) -> None:  # noqa: ANN401 - untyped library
        """model: an image-text-to-text model on its device; processor: what `load_processor` gave."""
        self.name = name
        self.device = str(model.device)
        self.network = model
        self.processor = processor
        self.counted = (0, 0)
        """Tokens that the last answer read and wrote."""
        self._ended = False  # the newest token says that the answer is complete
        self._turns = DeviceTurns(device_lock(self.device))
        model.register_forward_pre_hook(self._turns)
        for module in model.modules():
            if isinstance(module, GradientCheckpointingLayer):  # what transformers builds all layers on
                module.register_forward_pre_hook(self._turns)

    @property
    def context(self) -> int | None:
        """Tokens that it reads and writes at most, None when its config does not state it."""
        longest = getattr(self.network.config.get_text_config(), "max_position_embeddings", None)
        return longest if isinstance(longest, int) else None

    def answer(
        self, messages: list[Message], max_new_tokens: int, cancelled: Callable[[], bool]
    ) -> Iterator[str | CutOff]:
        """Yield the answer in pieces of whole characters, always the likeliest next token.

        messages: the content of each is a list of {"type": "text", "text": …} and {"type": "image",
        "image": uint8 (height, width, 3)}. It is cut off after max_new_tokens, or where the model's context
        ends. `cancelled` is honoured before the next layer of the network. Raises ResponderError.
        """
        stopped = threading.Event()
        self._turns.stopped = lambda: stopped.is_set() or cancelled()
        try:
            inputs = self.inputs(messages)
            longest = self._room(max_new_tokens)
            settings = self._settings(longest)
            tokens = self._counting(token_ids(self.network, inputs, settings, self._turns, stopped))
            yield from whole_characters(self.processor.tokenizer.backend_tokenizer, tokens)
            if self.counted[1] >= longest and not self._ended:
                yield CutOff.LENGTH
        except StrideError:
            raise
        # transformers and torch raise whatever they like.
        except Exception as error:
            raise self._explained(error) from error

    def inputs(self, messages: list[Message]) -> Mapping[str, Any]:
        """The inputs of the network."""
        inputs = self.processor.apply_chat_template(
            without_control_tokens(messages, self.processor.tokenizer),
            add_generation_prompt=True,
            tokenize=True,
            return_dict=True,
            return_tensors="pt",
            processor_kwargs={"images_kwargs": one_tile_per_picture(self.processor)},
        )
        self.counted = (inputs["input_ids"].shape[1], 0)
        on_device: Mapping[str, Any] = inputs.to(self.network.device, dtype=self.network.dtype)
        return on_device

    def _room(self, max_new_tokens: int) -> int:
        """Tokens that the answer may take. Raises ResponderError when too little of the context is left."""
        if self.context is None:
            return max_new_tokens
        room = self.context - self.counted[0]
        if room < min(_LEAST_ROOM, max_new_tokens):
            raise ResponderError(
                f"The frames are more than the model “{self.name}” takes at once.",
                "Send fewer pictures, or choose a model with a longer context.",
                f"{self.counted[0]} tokens, {self.context} at most",
            )
        return min(max_new_tokens, room)

    def _counting(self, tokens: Iterator[int]) -> Iterator[int]:
        ends = self.network.generation_config.eos_token_id
        self._ended = False
        for token in tokens:
            self.counted = (self.counted[0], self.counted[1] + 1)
            self._ended = token in ends if isinstance(ends, list) else token == ends
            yield token

    def _settings(self, max_new_tokens: int) -> Any:  # noqa: ANN401 - untyped library
        """The checkpoint's own settings without sampling: the same frames give the same answer."""
        settings = copy.deepcopy(self.network.generation_config)
        settings.update(
            max_new_tokens=max_new_tokens,
            max_length=None,
            do_sample=False,
            temperature=None,
            top_p=None,
            top_k=None,
            cache_implementation=None,  # a fixed one would be compiled first, which takes minutes
            disable_compile=True,
        )
        return settings

    def _explained(self, error: Exception) -> ResponderError:
        detail = f"{type(error).__name__}: {error}"
        if is_out_of_memory(error):
            return ResponderError(
                f"There is not enough memory for an answer of “{self.name}”.",
                "Send fewer pictures, close other programs, or choose a smaller model or the CPU.",
                detail,
            )
        if isinstance(error, TemplateError):
            return ResponderError(
                f"The chat template of “{self.name}” does not take a request with pictures.",
                "Choose another model, such as Qwen3-VL, InternVL3 or Gemma 3.",
                detail,
            )
        return ResponderError(
            f"The model “{self.name}” failed while answering.",
            "Try again; if that does not help, choose another model.",
            detail,
        )
