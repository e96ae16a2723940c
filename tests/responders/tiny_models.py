"""Vision-language models of three families, far too small to make sense, written as real checkpoints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch

from tests.activation.golden import TINY

NORMAL = {"image_mean": [0.5] * 3, "image_std": [0.5] * 3}
TEXT = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 8,
    "max_position_embeddings": 4096,
}
VISION = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}


def save_tiny(family: str, folder: Path) -> Path:
    """Write a checkpoint of "qwen3_vl", "internvl" or "gemma3"; returns the folder."""
    folder.mkdir(parents=True)
    torch.manual_seed(3)
    {"qwen3_vl": _save_qwen, "internvl": _save_internvl, "gemma3": _save_gemma}[family](folder)
    return folder


def _tokenizer(folder: Path, **named: str) -> Any:
    """The golden checkpoint's tokenizer; `named` are tokens that a family's processor looks for."""
    from transformers import AutoTokenizer

    template = (TINY / "chat_template.jinja").read_text()
    if named:
        image = named.get("boi_token") or named["context_image_token"]
        template = template.replace("<|vision_start|><|image_pad|><|vision_end|>", image)
    tokenizer = AutoTokenizer.from_pretrained(TINY, extra_special_tokens=named or None)
    tokenizer.chat_template = template
    tokenizer.save_pretrained(folder)
    return tokenizer


def _finish(folder: Path, model: Any, processor: str, pictures: dict[str, Any], **more: Any) -> None:
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_(0, 0.2)
    model.generation_config.eos_token_id = None
    model.save_pretrained(folder)
    content = {"processor_class": processor, "image_processor": pictures | NORMAL} | more
    (folder / "processor_config.json").write_text(json.dumps(content))


def _save_qwen(folder: Path) -> None:
    from transformers import Qwen3VLConfig, Qwen3VLForConditionalGeneration

    tokenizer = _tokenizer(folder)
    rope = {
        "rope_type": "default",
        "rope_theta": 10000.0,
        "mrope_section": [2, 1, 1],
        "mrope_interleaved": True,
    }
    config = Qwen3VLConfig(
        text_config=TEXT | {"vocab_size": len(tokenizer), "rope_parameters": rope},
        vision_config={
            "depth": 2,
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_heads": 4,
            "out_hidden_size": 32,
            "deepstack_visual_indexes": [0],
            "num_position_embeddings": 64,
        },
        image_token_id=tokenizer.convert_tokens_to_ids("<|image_pad|>"),
        video_token_id=tokenizer.convert_tokens_to_ids("<|video_pad|>"),
        vision_start_token_id=tokenizer.convert_tokens_to_ids("<|vision_start|>"),
        vision_end_token_id=tokenizer.convert_tokens_to_ids("<|vision_end|>"),
    )
    pictures = {
        "image_processor_type": "Qwen2VLImageProcessorFast",
        "patch_size": 16,
        "merge_size": 2,
        "temporal_patch_size": 2,
        "size": {"shortest_edge": 1024, "longest_edge": 64 * 1024},
    }
    video = {"video_processor_type": "Qwen3VLVideoProcessor", "patch_size": 16}
    model = Qwen3VLForConditionalGeneration(config)
    _finish(folder, model, "Qwen3VLProcessor", pictures, video_processor=video)


def _save_internvl(folder: Path) -> None:
    from transformers import InternVLConfig, InternVLForConditionalGeneration

    tokenizer = _tokenizer(
        folder,
        start_image_token="<img>",
        end_image_token="</img>",
        context_image_token="<IMG_CONTEXT>",
        video_token="<video>",
    )
    config = InternVLConfig(
        text_config=TEXT | {"model_type": "qwen2", "vocab_size": len(tokenizer)},
        vision_config=VISION | {"image_size": [64, 64], "patch_size": [16, 16]},
        image_token_id=tokenizer.convert_tokens_to_ids("<IMG_CONTEXT>"),
        image_seq_length=4,
    )
    pictures = {
        "image_processor_type": "GotOcr2ImageProcessorFast",
        "size": {"height": 64, "width": 64},
        "crop_to_patches": True,
        "min_patches": 1,
        "max_patches": 12,
    }
    model = InternVLForConditionalGeneration(config)
    video = {"video_processor_type": "InternVLVideoProcessor"}
    _finish(folder, model, "InternVLProcessor", pictures, image_seq_length=4, video_processor=video)


def _save_gemma(folder: Path) -> None:
    from transformers import Gemma3Config, Gemma3ForConditionalGeneration

    tokenizer = _tokenizer(
        folder, boi_token="<start_of_image>", eoi_token="<end_of_image>", image_token="<image_soft_token>"
    )
    names = {"boi": "<start_of_image>", "eoi": "<end_of_image>", "image": "<image_soft_token>"}
    ids = {f"{name}_token_index": tokenizer.convert_tokens_to_ids(text) for name, text in names.items()}
    config = Gemma3Config(
        text_config=TEXT | {"vocab_size": len(tokenizer), "sliding_window": 16},
        vision_config=VISION | {"image_size": 64, "patch_size": 16, "vision_use_head": False},
        mm_tokens_per_image=4,
        **ids,
        image_token_id=ids["image_token_index"],
    )
    pictures = {"image_processor_type": "Gemma3ImageProcessorFast", "size": {"height": 64, "width": 64}}
    model = Gemma3ForConditionalGeneration(config)
    _finish(folder, model, "Gemma3Processor", pictures, image_seq_length=4)
