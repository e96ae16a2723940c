"""Where a model runs, and in which number format."""

from __future__ import annotations

from stride_desktop.core.errors import SettingsError

DTYPES = ("float32", "bfloat16", "float16")

INT8 = "int8"
"""For activation models on a CPU only: quicker, and a little off."""


def check_dtype(dtype: str | None, dtypes: tuple[str, ...] = DTYPES) -> None:
    """Raises SettingsError when no model is computed in this number format."""
    if dtype is not None and dtype not in dtypes:
        raise SettingsError(
            f"The number format {dtype!r} is not supported.", f"Use one of {', '.join(dtypes)}."
        )


def usual_dtype(device: str) -> str:
    """The number format for a device when none is asked for."""
    return "float32" if device == "cpu" else "bfloat16"


def pick_device(device: str | None) -> str:
    """`device` if it is there, the best there is when None. Raises SettingsError."""
    import torch

    if device is None:
        if torch.cuda.is_available():
            return "cuda"
        return "mps" if torch.backends.mps.is_available() else "cpu"
    kind, _, number = device.partition(":")
    if kind == "cuda":
        there = torch.cuda.is_available() and (
            not number or number in map(str, range(torch.cuda.device_count()))
        )
    else:
        there = device == "cpu" or (device == "mps" and torch.backends.mps.is_available())
    if not there:
        raise SettingsError(
            f"The device {device!r} is not on this computer.", "Use cpu, or leave the choice open."
        )
    return device
