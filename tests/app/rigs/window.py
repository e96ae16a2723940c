"""The whole window on fakes, as a fixture."""

from __future__ import annotations

import pytest

from tests.app.rigs.program import Rig


@pytest.fixture
def rig(qtbot, tmp_path):
    rig = Rig(qtbot, tmp_path)
    yield rig
    rig.load_gate.set()
    rig.close()
