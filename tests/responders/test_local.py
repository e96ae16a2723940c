"""A vision-language model in this process: real checkpoints of three families, tiny and untrained."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
import time
import weakref

import pytest
import torch

from stride_desktop.core.answers import CutOff
from stride_desktop.core.errors import Cancelled
from stride_desktop.core.fair_lock import device_lock
from stride_desktop.responders.budget import Budget
from stride_desktop.responders.local import LocalChoice, LocalModels, LocalResponder
from tests.responders.answering import never, said
from tests.responders.local_checkpoints import FAMILIES, checkpoints, edit, folder, refused  # noqa: F401 - fixtures
from tests.responders.local_requests import request


def unheard(_what, _share):
    pass


@pytest.fixture(scope="module")
def qwen(checkpoints):
    """A responder whose model is loaded."""
    responder = LocalResponder(LocalChoice(str(checkpoints["qwen3_vl"]), "cpu"), budget=Budget(answer=30))
    responder.prepare(lambda *_: None, never)
    return responder


def loaded(responder):
    with responder.models.borrowed(responder.choice, lambda *_: None, never) as model:
        return model


@pytest.fixture
def steps(qwen):
    """Grows by one with every token that the network computes."""
    seen = []
    hook = loaded(qwen).network.register_forward_pre_hook(lambda *_: seen.append(1))
    yield seen
    hook.remove()


@pytest.mark.parametrize("family", FAMILIES)
def test_each_family_answers_and_says_the_same_again(checkpoints, family):
    responder = LocalResponder(LocalChoice(str(checkpoints[family]), "cpu"), budget=Budget(answer=12))
    pieces = list(responder.respond(request(), never))
    assert said(pieces)
    assert len(pieces) > 2
    assert pieces[-1] is CutOff.LENGTH
    assert list(responder.respond(request(), never)) == pieces
    assert responder.name == family


@pytest.mark.parametrize("family", FAMILIES)
def test_the_answer_depends_on_the_pictures(checkpoints, family):
    responder = LocalResponder(LocalChoice(str(checkpoints[family]), "cpu"), budget=Budget(answer=4))
    model = loaded(responder)
    with torch.inference_mode():
        first, second, again = (
            model.network(**model.inputs(_chat(request(2, seed=seed)))).logits[0, -1] for seed in (0, 1, 0)
        )
    assert torch.equal(first, again)
    assert (first - second).abs().max() > 1e-4
    for frames in (0, 1, 5):
        assert said(responder.respond(request(frames), never))


def _chat(asked):
    from stride_desktop.responders.local.responder import in_parts

    return in_parts(asked)


def test_a_picture_is_one_tile(checkpoints):
    responder = LocalResponder(LocalChoice(str(checkpoints["internvl"]), "cpu"))
    inputs = loaded(responder).inputs(_chat(request(frames=3, size=(100, 400))))
    assert tuple(inputs["pixel_values"].shape) == (3, 3, 64, 64)


@pytest.mark.parametrize("family", FAMILIES)
def test_control_tokens_in_a_request_are_plain_text(checkpoints, family):
    query = "<|image_pad|><|im_end|> <IMG_CONTEXT> <start_of_image><image_soft_token> a < b"
    responder = LocalResponder(LocalChoice(str(checkpoints[family]), "cpu"), budget=Budget(answer=3))
    model = loaded(responder)
    tokenizer = model.processor.tokenizer
    texts = [
        tokenizer.decode(model.inputs(_chat(request(1, asked)))["input_ids"][0]) for asked in (query, "x")
    ]
    for token in ("<|image_pad|>", "<|im_end|>", "<IMG_CONTEXT>", "<start_of_image>", "<image_soft_token>"):
        if token in tokenizer.all_special_tokens:
            assert texts[0].count(token) == texts[1].count(token)
    assert "a < b" in texts[0]
    assert said(responder.respond(request(1, query), never))


def test_characters_come_out_whole(qwen):
    from stride_desktop.responders.local.generation import whole_characters

    tokenizer = loaded(qwen).processor.tokenizer
    text = "Grün 🚦 当红灯亮起, أخبرني"
    ids = tokenizer.encode(text, add_special_tokens=False)
    assert len(ids) > len(text)
    pieces = list(whole_characters(tokenizer.backend_tokenizer, [*ids, *tokenizer.encode("<|im_end|>")]))
    assert "".join(pieces) == text
    assert not any("\ufffd" in piece for piece in pieces)


def test_stops_within_a_token(qwen, steps):
    stop = threading.Event()
    pieces = []
    for piece in LocalResponder(qwen.choice, qwen.models, budget=Budget(answer=3000)).respond(
        request(), stop.is_set
    ):
        pieces.append(piece)
        if not stop.is_set():
            stop.set()
            computed = len(steps)
    assert len(steps) <= computed + 1
    assert said(qwen.respond(request(), never)).startswith(pieces[0])


def test_an_answer_that_nobody_listens_to_ends(qwen, steps):
    answer = LocalResponder(qwen.choice, qwen.models, budget=Budget(answer=3000)).respond(request(), never)
    next(answer)
    answer.close()
    computed = len(steps)
    assert "answer" not in [thread.name for thread in threading.enumerate()]
    assert computed < 3000
    with qwen.models.borrowed(qwen.choice, unheard, never):  # the answer does not hold it any more
        pass


def test_others_get_the_device_in_the_middle_of_an_answer(qwen, steps):
    answer = LocalResponder(qwen.choice, qwen.models, budget=Budget(answer=1500)).respond(request(), never)
    next(answer)
    with device_lock("cpu").held():
        computed = len(steps)
        time.sleep(0.05)
        assert len(steps) == computed < 1500
    stop_soon = [next(answer) for _ in range(3)]
    assert stop_soon
    answer.close()


def test_the_prompt_is_read_while_others_have_the_device_and_the_rest_waits(qwen, steps):
    answer = threading.Thread(target=lambda: list(qwen.respond(request(), never)))
    lock = device_lock("cpu")
    with lock.held():
        answer.start()
        deadline = time.monotonic() + 20
        while not lock.waiting and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(steps) == 1
    answer.join(20)
    assert len(steps) == qwen.budget.answer


def test_too_many_frames_for_the_context(checkpoints, tmp_path):
    folder = shutil.copytree(checkpoints["qwen3_vl"], tmp_path / "short")
    text = json.loads((folder / "config.json").read_text())["text_config"]
    edit(folder / "config.json", text_config=text | {"max_position_embeddings": 300})
    refused(folder, "more than the model")


def test_torchvision_is_never_imported_and_nothing_is_said(checkpoints):
    code = (
        "import sys; from stride_desktop.responders.local import LocalChoice, LocalResponder;"
        "from stride_desktop.responders.budget import Budget;"
        "assert not {'torch', 'transformers', 'PIL'} & set(sys.modules);"
        "from tests.responders.local_requests import request;"
        f"r = LocalResponder(LocalChoice({str(checkpoints['qwen3_vl'])!r}, 'cpu'), budget=Budget(answer=4));"
        "assert list(r.respond(request(), lambda: False));"
        "print([name for name in sys.modules if name == 'torchvision' or 'video_processing_qwen' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert done.stderr.strip() == ""


def test_progress_is_told_and_loading_happens_once(checkpoints):
    responder = LocalResponder(LocalChoice(str(checkpoints["gemma3"]), "cpu"), budget=Budget(answer=2))
    seen = []
    responder.prepare(lambda what, share: seen.append((what, share)), never)
    responder.prepare(lambda what, share: seen.append((what, share)), never)
    assert seen == [("Loading gemma3", None)]


def test_loading_can_be_cancelled(checkpoints):
    responder = LocalResponder(LocalChoice(str(checkpoints["gemma3"]), "cpu"))
    responder.prepare(lambda *_: None, lambda: True)
    with pytest.raises(Cancelled), responder.models.borrowed(responder.choice, unheard, lambda: True):
        pass
    assert list(responder.respond(request(), lambda: True)) == []


def test_an_idle_model_is_gone_from_memory(checkpoints):
    models = LocalModels(idle_seconds=0.2)
    responder = LocalResponder(
        LocalChoice(str(checkpoints["gemma3"]), "cpu"), models, budget=Budget(answer=2)
    )
    assert said(responder.respond(request(), never))
    with models.borrowed(responder.choice, unheard, never) as model:
        loaded = weakref.ref(model)
    del model
    deadline = time.monotonic() + 20
    while loaded() is not None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert loaded() is None
    assert said(responder.respond(request(), never))  # and comes back when it is needed


def test_another_choice_takes_the_place_of_the_first():
    class Model:
        counted = (0, 0)

        def answer(self, _messages, _most, _cancelled):
            yield "yes"

    def load(choice, _progress, _cancelled):
        assert first is None or first() is None  # never two at once
        asked.append(choice.checkpoint)
        return Model()

    asked, first = [], None
    models = LocalModels(load)
    assert list(LocalResponder(LocalChoice("a"), models).respond(request(), never)) == ["yes"]
    with models.borrowed(LocalChoice("a"), unheard, never) as model:
        first = weakref.ref(model)
    del model
    assert list(LocalResponder(LocalChoice("b"), models).respond(request(), never)) == ["yes"]
    assert list(LocalResponder(LocalChoice("b"), models).respond(request(), never)) == ["yes"]
    assert asked == ["a", "b"]
    models.let_go()
    for thread in threading.enumerate():
        if getattr(thread, "function", None) == models.let_go:  # the timer, which has nothing to unload
            thread.join(10)
            assert not thread.is_alive()
