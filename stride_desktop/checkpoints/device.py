"""Where a model runs, and in which number format."""

from __future__ import annotations

from dataclasses import dataclass

from stride_desktop.core.errors import SettingsError

DTYPES = ("float32", "bfloat16", "float16")


@dataclass(frozen=True, slots=True)
class Compute:
    """Where and how a loaded model computes.

    compile_failure: why the model does not run compiled; "" when it does, None when not requested.
    """

    device: str = "cpu"
    dtype: str = "float32"
    compile_failure: str | None = None

    @property
    def compiled(self) -> bool:
        """Whether the model runs compiled."""
        return self.compile_failure == ""

    def __str__(self) -> str:
        return " · ".join([self.device, self.dtype, *(["compiled"] if self.compiled else [])])


_NO_MEMORY = ("out of memory", "not enough memory", "can't allocate memory")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether the error means that a device or the machine had no memory left.

    CUDA raises a special error for it, MPS and the CPU a RuntimeError that only its message identifies.
    """
    words = str(error).lower()
    signs = isinstance(error, RuntimeError) and any(sign in words for sign in _NO_MEMORY)
    return isinstance(error, MemoryError) or signs


def check_dtype(dtype: str | None) -> None:
    """Raises SettingsError when the number format is not supported."""
    if dtype is not None and dtype not in DTYPES:
        raise SettingsError(
            f"The number format {dtype!r} is not supported.", f"Use one of {', '.join(DTYPES)}."
        )


def usual_dtype(device: str) -> str:
    """The default number format of a device: bfloat16 where it is fast."""
    if device.startswith("cuda"):
        import torch

        # Cards before Ampere only emulate it.
        return "bfloat16" if torch.cuda.get_device_capability(device)[0] >= 8 else "float32"
    return "float32" if device == "cpu" else "bfloat16"


def is_compiled(wanted: bool | None, device: str) -> bool:
    """Whether a model is to be compiled. wanted: None chooses by device.

    The default is to compile on a graphics card, where launching many small kernels takes longer than running
    them. A CPU gains next to nothing, and waits for the compiler at every start.
    """
    return device.startswith("cuda") if wanted is None else wanted


def pick_device(device: str | None) -> str:
    """`device` if it is available; the best available device for None. Raises SettingsError."""
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
