"""The plugin in a real pytest run of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.conftest import REPOSITORY

TESTS = """
import pytest

def test_passes(): pass

@pytest.mark.skip(reason="needs a GPU: none here")
def test_accepted(): pass

@pytest.mark.xfail(reason="known")
def test_expected_failure(): assert False
"""

UNEXPLAINED = """
def test_unexplained(): pytest.skip("felt like it")
"""

MODULE = 'import pytest\npytest.skip("whole module", allow_module_level=True)\n'


def run(folder: Path, **files: str) -> subprocess.CompletedProcess[str]:
    (folder / "tests").mkdir()
    (folder / "pytest.ini").write_text("[pytest]\ntestpaths = tests\n")
    (folder / "tests" / "allowed_skips.txt").write_text("# accepted\nneeds a GPU\n")
    for name, content in files.items():
        (folder / "tests" / f"{name}.py").write_text(content)
    command = [sys.executable, "-m", "pytest", "-p", "skip_rule", "-p", "no:cacheprovider"]
    env = os.environ | {"PYTHONPATH": str(REPOSITORY / "packaging")}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)


strict = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="the rule is strict for root on Linux"
)


def test_an_accepted_skip_is_counted(tmp_path: Path) -> None:
    done = run(tmp_path, test_it=TESTS)
    assert done.returncode == 0, done.stdout
    *_, summary, last = done.stdout.splitlines()
    assert "1 passed, 1 skipped, 1 xfailed" in summary
    assert last == "skipped: 1"


@strict
def test_an_unexplained_skip_fails_the_run(tmp_path: Path) -> None:
    done = run(tmp_path, test_it=TESTS + UNEXPLAINED)
    assert done.returncode == 1
    assert "test_unexplained: felt like it" in done.stdout
    assert done.stdout.splitlines()[-1] == "skipped: 2"


@strict
def test_a_skipped_module_fails_the_run(tmp_path: Path) -> None:
    done = run(tmp_path, test_it=TESTS, test_module=MODULE)
    assert done.returncode == 1
    assert "whole module" in done.stdout
    assert done.stdout.splitlines()[-1] == "skipped: 2"
