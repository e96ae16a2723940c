"""Importing the model runtime in a worker without the window noticing.

Two things would make it stall for up to half a second at a time, both because they hold Python's
global lock: loading torch's largest library, and collecting garbage among half a million fresh objects.
"""

from __future__ import annotations

import ctypes
import gc
import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def unnoticed_imports() -> Iterator[None]:
    """Import large packages inside this."""
    gc.disable()
    try:
        _load_torch_library()
        yield
    finally:
        gc.freeze()  # what was imported stays, so later collections need not look at it
        gc.enable()


def _load_torch_library() -> None:
    """Map torch's largest library through a plain C call, which lets other threads run meanwhile.

    Without this, `import torch` does the same with the lock held. Only where libc offers `dlopen`.
    """
    found = importlib.util.find_spec("torch")
    if not sys.platform.startswith("linux") or found is None or found.origin is None:
        return
    library = Path(found.origin).parent / "lib" / "libtorch_cpu.so"
    if library.is_file():
        dlopen = ctypes.CDLL(None).dlopen
        dlopen.restype = ctypes.c_void_p
        dlopen.argtypes = [ctypes.c_char_p, ctypes.c_int]
        dlopen(os.fsencode(library), os.RTLD_NOW | os.RTLD_GLOBAL)
