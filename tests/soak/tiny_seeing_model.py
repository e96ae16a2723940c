"""Makes a model of LLaVA's kind with random weights: it looks at pictures, and says nonsense.

Run with the Python that serves it: `python tiny_seeing_model.py TOKENIZER OUT`. LLaVA, because its processor
needs Pillow only; that of Qwen3-VL insists on torchvision.
"""

from __future__ import annotations

import sys

import torch
from transformers import (
    AutoTokenizer,
    CLIPVisionConfig,
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
)
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

TEMPLATE = """{% for m in messages %}<|im_start|>{{ m.role }}
{% if m.content is string %}{{ m.content }}{% else %}{% for c in m.content %}{% if c.type == 'image' %}\
<|image_pad|>{% elif 'text' in c %}{{ c.text }}{% endif %}{% endfor %}{% endif %}<|im_end|>
{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
{% endif %}"""
SIDE, PATCH = 64, 16


def main(tokenizer_folder: str, out: str) -> None:
    torch.manual_seed(0)
    tokenizer = AutoTokenizer.from_pretrained(tokenizer_folder)
    token = tokenizer.convert_tokens_to_ids
    vision = CLIPVisionConfig(
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        image_size=SIDE,
        patch_size=PATCH,
        projection_dim=32,
    )
    text = LlamaConfig(
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        vocab_size=len(tokenizer),
        max_position_embeddings=4096,
        initializer_range=0.2,
        eos_token_id=token("<|im_end|>"),
        bos_token_id=token("<|endoftext|>"),
        pad_token_id=token("<|endoftext|>"),
    )
    config = LlavaConfig(
        vision_config=vision, text_config=text, image_token_id=token("<|image_pad|>"), image_seq_length=16
    )
    LlavaForConditionalGeneration(config).save_pretrained(out)
    pictures = CLIPImageProcessorPil(size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE})
    LlavaProcessor(
        pictures,
        tokenizer,
        patch_size=PATCH,
        vision_feature_select_strategy="default",
        chat_template=TEMPLATE,
        image_token="<|image_pad|>",
        num_additional_image_tokens=1,
    ).save_pretrained(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
