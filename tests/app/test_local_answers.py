"""An answer from a model in this process, in the whole window."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stride_desktop.core.answers import AnswerState
from stride_desktop.core.responder_settings import ResponderSettings
from stride_desktop.core.settings import Settings
from stride_desktop.responders.kinds import foreign_host, responder_name
from tests.app.rigs.local_answers import Rig
from tests.responders.tiny_models import save_tiny


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    return save_tiny("qwen3_vl", tmp_path_factory.mktemp("answering") / "tiny-qwen")


def local(path):
    return ResponderSettings(kind="local", checkpoint=str(path), device="cpu", answer_tokens=16)


def test_the_card_tells_of_loading_and_gets_the_answer(qtbot, tmp_path, checkpoint):
    rig = Rig(qtbot, tmp_path, local(checkpoint))
    card = rig.answered()
    assert card.state is AnswerState.DONE, card.page.failure
    assert card.text
    assert card.card.responder == "tiny-qwen"
    assert "Loading tiny-qwen…" in rig.prepared
    assert "⚠" not in rig.program.window.health.answers.text()
    rig.close()


def test_a_missing_model_is_told_on_the_card(qtbot, tmp_path):
    rig = Rig(qtbot, tmp_path, local(tmp_path / "nothing here"))
    card = rig.answered()
    assert card.state is AnswerState.FAILED
    assert "does not exist" in card.page.status
    rig.close()


def test_it_is_named_and_sends_nothing():
    settings = replace(Settings(), responder=local("Qwen/Qwen3-VL-2B-Instruct"))
    assert responder_name(settings.responder) == "Qwen3-VL-2B-Instruct"
    assert foreign_host(settings.responder) == ""
