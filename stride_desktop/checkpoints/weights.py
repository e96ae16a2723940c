"""The numbers of a checkpoint: how many there are is known before they take memory, and none is NaN."""

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
"""How safetensors calls the formats of numbers with a fraction that models are computed from."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A tensor in a file. format: of its numbers, as safetensors calls it."""

    format: str
    shape: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many numbers it has."""
        return prod(self.shape)


def stored_tensors(paths: Iterable[Path]) -> dict[str, Stored]:
    """The tensors of these files by name, from their heads alone. Raises CheckpointError."""
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
    """Raises CheckpointError when a model wants far more numbers than the files hold, or other ones.

    wanted: numbers of the model that the config describes, which loading would take memory for.
    """
    if odd := sorted({item.format for item in stored.values() if item.format not in FLOATS}):
        raise CheckpointError(
            f"The weights of {name} are stored as {', '.join(odd)}, which no model is computed from here.",
            "Choose a checkpoint in float32, bfloat16 or float16.",
        )
    there = sum(item.count for item in stored.values())
    if wanted > 2 * there:  # a model may use numbers twice, such as those of its words
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
    """Without a mask of the tensor's size, as `isfinite` makes one."""
    if not tensor.numel():
        return True
    low, high = tensor.aminmax()
    return bool(low.isfinite()) and bool(high.isfinite())
