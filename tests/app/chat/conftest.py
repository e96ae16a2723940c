"""A chat panel that is shown."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.app.chat.stepwise_panel import StepwisePanel


@pytest.fixture
def panel(qtbot: QtBot) -> StepwisePanel:
    panel = StepwisePanel()
    qtbot.addWidget(panel)
    panel.resize(400, 500)
    panel.show()
    qtbot.waitExposed(panel)
    return panel
