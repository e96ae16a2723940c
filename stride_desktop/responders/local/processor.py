"""The processor of a checkpoint: its chat template, tokenizer and pictures; never its videos."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast

from transformers import AutoImageProcessor, AutoTokenizer
from transformers.models.auto.processing_auto import PROCESSOR_MAPPING_NAMES, processor_class_from_name

from stride_desktop.core.errors import CheckpointError
from stride_desktop.responders.prompt import Message


class _PicturesOnly:
    """Lets a processor do without the parts that pictures do not need, such as a video processor.

    Those of transformers need torchvision, which some builds of torch have no counterpart of.
    """

    def check_argument_for_proper_class(self, argument_name: str, argument: object) -> Any:  # noqa: ANN401
        """None is proper; the rest is for transformers to check."""
        if argument is None:
            return type(None)
        return super().check_argument_for_proper_class(argument_name, argument)  # type: ignore[misc]


def load_processor(folder: Path, config: dict[str, Any], name: str) -> Any:  # noqa: ANN401 - untyped library
    """The checkpoint's own processor, which sizes pictures with Pillow instead of torchvision.

    config: the folder's config.json. Raises CheckpointError, and whatever transformers raises.
    """
    local: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    kind = processor_class_from_name(PROCESSOR_MAPPING_NAMES.get(config["model_type"], ""))
    if kind is None:
        raise CheckpointError(
            f"{name} has no processor that this program knows.", "Use a Qwen3-VL, InternVL3 or Gemma 3 model."
        )
    settings, _ = kind.get_processor_dict(folder, local_files_only=True)
    parts = {
        "tokenizer": AutoTokenizer.from_pretrained(folder, **local),
        "image_processor": AutoImageProcessor.from_pretrained(folder, backend="pil", **local),
    }
    pictures_only: Any = type(kind.__name__, (_PicturesOnly, kind), {})
    processor = pictures_only.from_args_and_dict(
        [parts.get(part) for part in kind.get_attributes()], settings
    )
    processor.chat_template = processor.chat_template or parts["tokenizer"].chat_template
    if processor.chat_template is None:
        raise CheckpointError(
            f"{name} has no chat template: it was not trained to answer.",
            "Use the variant of the model whose name ends in “Instruct” or “it”.",
        )
    return processor


def one_tile_per_picture(processor: Any) -> dict[str, Any]:  # noqa: ANN401
    """Options for a call of the processor that keep it from cutting pictures up.

    An answer looks at several frames; with a dozen tiles each it would read tens of thousands of tokens.
    """
    known = getattr(processor.image_processor.valid_kwargs, "__annotations__", {})
    return {option: False for option in ("crop_to_patches", "do_pan_and_scan") if option in known}


def without_control_tokens(messages: list[Message], tokenizer: Any) -> list[Message]:  # noqa: ANN401
    """The same messages, with a blank inside every control token that is spelled out.

    It would be taken for a picture or for the end of the message. transformers can do this too, but
    for InternVL it gets lost on the way.
    """
    special = [token.content for token in tokenizer.added_tokens_decoder.values() if token.special]
    pattern = re.compile("|".join(re.escape(token) for token in sorted(special, key=len, reverse=True)))

    def plain(part: Message) -> Message:
        if part["type"] != "text" or not special:
            return part
        return part | {"text": pattern.sub(lambda found: f"{found[0][0]} {found[0][1:]}", str(part["text"]))}

    return [
        message | {"content": [plain(part) for part in cast("list[Message]", message["content"])]}
        for message in messages
    ]
