"""Checks the weights of a checkpoint: their number before they take memory, and that all are finite."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

from safetensors import SafetensorError, safe_open

from stride_desktop.checkpoints.files import DOWNLOAD_AGAIN, damaged_weights
from stride_desktop.core.errors import CheckpointError

if TYPE_CHECKING:
    from torch import Tensor

FLOATS = ("F64", "F32", "F16", "BF16")
"""The floating-point formats, in safetensors' names, that models may be computed from."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A tensor in a file. format: of its numbers, in safetensors' names."""

    format: str
    shape: tuple[int, ...]


def stored_tensors(paths: Iterable[Path]) -> dict[str, Stored]:
    """The tensors of these files by name, read from the file headers alone. Raises CheckpointError."""
    found = {}
    for path in paths:
        try:
            with safe_open(path, framework="np") as file:
                for name in file.keys():  # noqa: SIM118 - it is no mapping
                    part = file.get_slice(name)
                    found[name] = Stored(str(part.get_dtype()), tuple(part.get_shape()))
        except (SafetensorError, OSError) as error:
            raise damaged_weights(path, error) from error
    return found


def check_amount(wanted: int, stored: Mapping[str, Stored], name: str) -> None:
    """Raises CheckpointError when a model needs far more numbers than the files hold, or the format is wrong.

    wanted: number of parameters of the model that the config describes, which loading would allocate.
    """
    if odd := sorted({item.format for item in stored.values() if item.format not in FLOATS}):
        raise CheckpointError(
            f"The weights of {name} are stored as {', '.join(odd)}, which this program cannot compute with.",
            "Choose a checkpoint in float32, bfloat16 or float16.",
        )
    there = sum(prod(item.shape) for item in stored.values())
    if wanted > 2 * there:  # a model may use a tensor twice, such as its token embeddings
        raise CheckpointError(
            f"The config.json of {name} describes a model of {wanted:,} numbers; its files hold {there:,}.",
            DOWNLOAD_AGAIN,
        )


def check_finite(tensors: Iterable[tuple[str, Tensor]], name: str) -> None:
    """Raises CheckpointError, naming the first ones, when weights are NaN or infinite."""
    bad = [key for key, tensor in tensors if tensor.is_floating_point() and not _is_finite(tensor)]
    if bad:
        raise CheckpointError(
            f"{name} cannot be used: {len(bad)} of its weights are not numbers (NaN or infinite).",
            "Download it again; if that does not help, report it to its author.",
            ", ".join(bad[:5]),
        )


def _is_finite(tensor: Tensor) -> bool:
    """Whether all are finite, without the mask of the tensor's size that `isfinite` makes."""
    if not tensor.numel():
        return True
    low, high = tensor.aminmax()
    return bool(low.isfinite()) and bool(high.isfinite())
