"""Functions that torch compiles where it can, and that run uncompiled where it cannot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

import torch

from stride_desktop.checkpoints.device import is_out_of_memory

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


class Compiled(Generic[_Parameters, _Result]):
    """Takes the place of a function without side effects, for any sizes of its tensors.

    Compiling takes place in the first calls. It needs a compiler on this machine, or Triton on a graphics
    card; should it fail, then or at any later call, the function runs uncompiled from there on and
    `failure` is the reason. Running out of memory is no failure of compiling and is raised.
    """

    def __init__(self, plain: Callable[_Parameters, _Result]) -> None:
        self._plain = plain
        # In this process: worker processes would outlive a program that is killed.
        torch._inductor.config.compile_threads = 1
        self._quick: Callable[_Parameters, _Result] = torch.compile(plain, dynamic=True, fullgraph=True)
        self.failure = ""

    def __call__(self, *args: _Parameters.args, **kwargs: _Parameters.kwargs) -> _Result:
        """The function's result. Raises what the function raises."""
        if not self.failure:
            try:
                return self._quick(*args, **kwargs)
            except Exception as error:  # dynamo, inductor and the compilers raise whatever they like
                if is_out_of_memory(error):
                    raise
                lines = filter(None, map(str.strip, str(error).splitlines()))
                self.failure = next(lines, type(error).__name__)
        return self._plain(*args, **kwargs)
