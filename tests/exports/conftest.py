"""A library in a folder of its own."""

from __future__ import annotations

import pytest

from stride_desktop.sessions.library import Library


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path / "data" / "sessions")
