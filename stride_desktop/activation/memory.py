"""Memory of the device that a model runs on: running out of it, and how much there is."""

from __future__ import annotations

_SIGNS = ("out of memory", "not enough memory", "can't allocate memory")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether the error means that a device or the machine had no memory left.

    CUDA raises a special error for it, MPS and the CPU a RuntimeError that only its message identifies.
    """
    words = str(error).lower()
    return isinstance(error, MemoryError) or (
        isinstance(error, RuntimeError) and any(sign in words for sign in _SIGNS)
    )
