"""Memory of the device that a model runs on: running out of it, and how much there is."""

from __future__ import annotations

_SIGNS = ("out of memory", "not enough memory", "can't allocate memory")


def is_out_of_memory(error: BaseException) -> bool:
    """A device or the machine had no memory left.

    CUDA has an error of its own for it, MPS and the CPU a RuntimeError that only its words tell.
    """
    words = str(error).lower()
    return isinstance(error, MemoryError) or (
        isinstance(error, RuntimeError) and any(sign in words for sign in _SIGNS)
    )
