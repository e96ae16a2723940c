"""Real model servers of others, on this machine. Run with one of these, or both:

STRIDE_SERVING_PYTHON: a Python with torch, Pillow and transformers[serving]; a `transformers serve` with a
small random model is started with it.
STRIDE_SERVER_URL, STRIDE_SERVER_MODEL and STRIDE_SERVER_KEY: any server that runs already, its model, which
must take pictures and may say what it likes, and its key, if it asks for one.
"""

from __future__ import annotations

import os
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import httpx
import numpy as np
import pytest

from stride_desktop.core.answers import AnswerRequest
from stride_desktop.core.frames import Frame
from stride_desktop.responders.answer_stream import stream_answer
from stride_desktop.responders.models import list_models
from stride_desktop.responders.openai import OpenAICompatibleResponder
from stride_desktop.responders.probe import probe
from stride_desktop.responders.reasons import ServerVerdict
from stride_desktop.responders.server import ModelServer

TESTS = Path(__file__).parents[1]
PYTHON = os.environ.get("STRIDE_SERVING_PYTHON")
URL = os.environ.get("STRIDE_SERVER_URL")


@dataclass(frozen=True)
class Real:
    """A server that runs, and its model that sees."""

    server: ModelServer
    model: str
    lists_its_model: bool


def never() -> bool:
    return False


@pytest.fixture(scope="module")
def transformers_serve(tmp_path_factory):
    folder = tmp_path_factory.mktemp("serve")
    model, cache = folder / "seeing", folder / "cache"
    cache.mkdir()
    maker = [PYTHON, TESTS / "soak/tiny_seeing_model.py", TESTS / "golden/tiny-stride", model]
    subprocess.run(maker, check=True, capture_output=True)
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        port = reserved.getsockname()[1]
    command = [PYTHON, "-m", "transformers.cli.transformers", "serve", model, "--host", "127.0.0.1"]
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HUB_CACHE": str(cache)}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, "--port", str(port), "--device", "cpu"], env=environment, stdout=log, stderr=log
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/health", process)
        # What it lists is in the hub's cache, which a model in a folder is not.
        yield Real(ModelServer(f"http://127.0.0.1:{port}/v1"), str(model), lists_its_model=False)
    finally:
        process.terminate()
        process.wait(20)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    end = monotonic() + 90
    while monotonic() < end and process.poll() is None:
        try:
            if httpx.get(url, trust_env=False).is_success:
                return
        except httpx.TransportError:
            sleep(0.2)
    pytest.fail("the server did not start")


@pytest.fixture(params=(["transformers serve"] if PYTHON else []) + ([URL] if URL else []))
def real(request: pytest.FixtureRequest) -> Real:
    if request.param != URL:
        return request.getfixturevalue("transformers_serve")
    server = ModelServer(request.param, os.environ.get("STRIDE_SERVER_KEY"))
    return Real(server, os.environ["STRIDE_SERVER_MODEL"], lists_its_model=True)


def test_it_lists_its_models(real: Real) -> None:
    names = list_models(real.server, never)
    assert (real.model in names) == real.lists_its_model


def test_it_passes_the_test(real: Real) -> None:
    result = probe(real.server, real.model, never)
    assert result.verdict in (ServerVerdict.FINE, ServerVerdict.UNSURE), result
    assert result.first_word is not None
    print(result)


def test_a_path_that_it_does_not_know(real: Real) -> None:
    elsewhere = ModelServer(real.server.base_url.removesuffix("/v1") + "/nowhere", real.server.api_key)
    assert probe(elsewhere, real.model, never).verdict is ServerVerdict.WRONG_PATH


def test_a_model_that_it_does_not_have(real: Real) -> None:
    result = probe(real.server, "no-such-model", never)
    if result.verdict is ServerVerdict.UNSURE:
        pytest.xfail("it answers with the model that it has, whatever is asked for")
    assert result.verdict is ServerVerdict.MODEL_MISSING


@pytest.mark.parametrize("pictures", [0, 1, 8])
def test_it_answers_in_pieces(real: Real, pictures: int) -> None:
    rng = np.random.default_rng(0)
    images = [rng.integers(0, 255, (72, 128, 3), np.uint8).repeat(4, 0).repeat(4, 1) for _ in range(pictures)]
    evidence = tuple(Frame(image, timestamp=float(second)) for second, image in enumerate(images))
    request = AnswerRequest(1, "tell me when it rains", 0.0, 8.0, 9.0, True, evidence)
    responder = OpenAICompatibleResponder(ModelServer(real.server.base_url, real.server.api_key), real.model)
    pieces: list[str] = []
    sent: list[tuple[float, ...]] = []
    for piece in stream_answer(responder, request, lambda: len(pieces) >= 20, sent.append):
        pieces.append(piece)  # noqa: PERF402 - cancelling looks at the pieces read so far
    assert pieces
    assert len(sent[-1]) <= pictures
    assert responder.usage is not None
    print(f"sent {[len(seconds) for seconds in sent]}, {responder.usage}")  # with -s: what the server counted
