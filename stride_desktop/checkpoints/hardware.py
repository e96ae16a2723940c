"""How much memory this computer has for a model, and how much a model needs of it."""

from __future__ import annotations

import os
from dataclasses import dataclass

_BESIDE_WEIGHTS = 1.2
"""Memory of a computing model as a factor of its weights: a rough allowance."""


@dataclass(frozen=True, slots=True)
class ComputerMemory:
    """Memory in bytes. graphics: of the graphics card that models run on, 0 without one."""

    main: int
    graphics: int


def memory_here() -> ComputerMemory:
    """The memory of this computer. Imports torch, which takes a while."""
    import torch

    graphics = torch.cuda.get_device_properties(0).total_memory if torch.cuda.is_available() else 0
    if torch.backends.mps.is_available():
        graphics = torch.mps.recommended_max_memory()
    return ComputerMemory(_main_memory(), int(graphics))


def memory_needed(parameters: int, weights: int, memory: ComputerMemory) -> int:
    """Bytes that a model needs here: two for each parameter on a graphics card, four on the processor.

    weights: bytes of its files, from which the number of parameters is estimated when `parameters` is 0.
    """
    count = parameters or weights // 2
    return round(count * (2 if memory.graphics else 4) * _BESIDE_WEIGHTS)


def _main_memory() -> int:
    if hasattr(os, "sysconf"):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    import psutil

    return int(psutil.virtual_memory().total)
