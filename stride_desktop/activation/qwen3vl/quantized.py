"""The language model's linear layers in eight bits, for a CPU."""

from __future__ import annotations

import warnings
from typing import Any

import torch

from stride_desktop.core.errors import SettingsError


def quantize_language(model: Any, device: str) -> None:  # noqa: ANN401 - untyped library
    """Replace the linear layers of a float32 Qwen3VLForConditionalGeneration's language model, in place.

    Weights in int8 with a scale for each output channel; what enters a layer is rounded to eight bits
    too, with a scale for each call. Keeping that in float32 is slower than float32 weights, on CPUs as
    torch knows them today. The vision tower and the label rows stay as they are. Raises SettingsError
    on another device than a CPU, or where torch has no eight-bit kernels.
    """
    if device != "cpu":
        raise SettingsError(
            f"The number format int8 is for a CPU; the model runs on {device}.",
            "Choose bfloat16, or leave the choice open.",
        )
    quantization = torch.ao.quantization
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch announces where this will live one day
        try:
            quantization.quantize_dynamic(  # type: ignore[no-untyped-call]
                model.model.language_model,
                {torch.nn.Linear: quantization.per_channel_dynamic_qconfig},
                inplace=True,
            )
        except RuntimeError as error:
            raise SettingsError(
                "This build of torch cannot compute in int8.", "Choose float32.", str(error)
            ) from error
