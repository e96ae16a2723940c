"""Compiled where that works, as written where it does not: the decisions are the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from torch._dynamo.utils import counters

from stride_desktop.activation.qwen3vl.compiled import Compiled
from stride_desktop.activation.qwen3vl.decoder import Continuation
from stride_desktop.activation.qwen3vl.positions import text_positions
from tests.activation.golden import check_recording, detector_of, load_tiny, play, read_case, read_frames


@pytest.fixture(autouse=True)
def _fresh_compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing that was compiled before is found again."""
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", str(tmp_path / "inductor"))
    yield
    torch.compiler.reset()


@pytest.fixture
def broken_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch._inductor.config as inductor

    monkeypatch.setattr(inductor.cpp, "cxx", (None, "/bin/false"))


def played(model, name: str):
    case = read_case(name)
    detector = detector_of(case, model)
    return case, detector, play(detector, read_frames(case, name))


def run_any(network, new: int) -> None:
    """Two prefixes at once, with so many new tokens and one more."""
    width = network.model.config.text_config.hidden_size
    parts = [
        Continuation(torch.randn(count, width), text_positions(0, count), network.new_cache(), 0, read)
        for count, read in ((new, 0), (new + 1, new))
    ]
    network.run(*parts)


def test_a_compiled_model_reproduces_a_recording_of_the_official_detector() -> None:
    model = load_tiny(compiled=True)
    if shutil.which("g++") or shutil.which("clang++"):
        assert model.compute.compile_failure == ""
        assert str(model.compute) == "cpu · float32 · compiled"
    else:
        assert "compiler" in model.compute.compile_failure
    failure, graphs = model.compute.compile_failure, counters["stats"]["unique_graphs"]
    check_recording(*played(model, "live_sliding"))
    for new in (2, 4, 16, 32, 33, 64, 65):
        run_any(model.network, new)
    assert counters["stats"]["unique_graphs"] == graphs  # once for all sizes
    assert model.compute.compile_failure == failure


@pytest.mark.usefixtures("broken_compiler")
def test_without_a_compiler_the_model_runs_as_it_is_and_says_why(tiny) -> None:
    model = load_tiny(compiled=True)
    assert "compiler" in model.compute.compile_failure
    assert not model.compute.compiled
    _, _, passes = played(model, "live")
    _, _, expected = played(tiny, "live")
    for (_, item), (_, plain) in zip(passes, expected, strict=True):
        np.testing.assert_array_equal(item.probabilities, plain.probabilities)


def test_a_model_is_compiled_only_when_asked_to_on_a_cpu(tiny) -> None:
    assert tiny.compute.compile_failure is None
    assert str(tiny.compute) == "cpu · float32"


def test_memory_that_runs_out_is_no_failure_of_compiling(monkeypatch) -> None:
    def short(_: torch.Tensor) -> torch.Tensor:
        raise torch.OutOfMemoryError("out of memory")

    monkeypatch.setattr(torch, "compile", lambda _plain, **_options: short)
    compiled = Compiled(torch.neg)
    with pytest.raises(torch.OutOfMemoryError):
        compiled(torch.ones(1))
    assert compiled.failure == ""


def test_what_compiling_breaks_later_falls_back_too(monkeypatch) -> None:
    def broken(_: torch.Tensor) -> torch.Tensor:
        raise RuntimeError("\nno kernel image\nmore")

    monkeypatch.setattr(torch, "compile", lambda _plain, **_options: broken)
    compiled = Compiled(torch.neg)
    assert compiled(torch.ones(1)).item() == -1.0
    assert compiled.failure == "no kernel image"


def test_a_mistake_of_the_function_itself_is_raised() -> None:
    def wrong(_: torch.Tensor) -> torch.Tensor:
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        Compiled(wrong)(torch.ones(1))
