"""The tiny checkpoint, loaded once."""

from __future__ import annotations

import pytest

from stride_desktop.activation.base import ActivationModel
from tests.activation.golden import load_tiny


@pytest.fixture(scope="session")
def tiny() -> ActivationModel:
    return load_tiny()


@pytest.fixture(scope="session")
def tiny_single_sequence() -> ActivationModel:
    return load_tiny(single_sequence=True)
