"""Tests share rigs, never each other."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]


def test_no_test_imports_another_test():
    importing = re.compile(r"from tests\.[\w.]*\btest_\w+ import")
    found = [path for path in TESTS.rglob("*.py") if importing.search(path.read_text("utf-8"))]
    assert [str(path.relative_to(TESTS)) for path in found] == []


def test_slow_tests_exist():
    named = (TESTS / "slow_tests.txt").read_text("utf-8").splitlines()
    assert [name for name in named if not name.startswith("#") and not (TESTS / name).exists()] == []
