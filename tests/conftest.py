"""What every test shares: the Qt platform and the fixtures that start real servers."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Without a display Qt would abort the process; tests that need a real X11 window ask for `x_display`.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

pytest_plugins = ["tests.xserver", "tests.wayland", "tests.fake_camera.fixture", "tests.end_to_end.fixture"]

TESTS = Path(__file__).parent
SLOW = tuple(
    line for line in (TESTS / "slow_tests.txt").read_text("utf-8").splitlines() if not line.startswith("#")
)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even import slow tests when they are not wanted."""
    return True if config.option.markexpr == "not slow" and _is_slow(collection_path) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of slow_tests.txt."""
    for item in items:
        if _is_slow(item.path):
            item.add_marker(pytest.mark.slow)


def _is_slow(path: Path) -> bool:
    if not path.is_relative_to(TESTS):
        return False
    name = path.relative_to(TESTS).as_posix()
    return (f"{name}/" if path.is_dir() else name).startswith(SLOW)
