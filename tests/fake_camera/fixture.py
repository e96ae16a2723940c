"""The `fake_camera` fixture."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fake_camera import FakeCamera, reason_to_skip


@pytest.fixture
def fake_camera(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeCamera]:
    """A camera, plugged in and showing red until the test changes that."""
    reason = reason_to_skip()
    if reason:
        pytest.skip(reason)
    camera = FakeCamera(tmp_path_factory.mktemp("camera"))
    try:
        yield camera
    finally:
        camera.unplug()
