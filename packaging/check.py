"""Every check of the project. Arguments go to pytest.

Two rows of checks run side by side, since tests take turns waiting and computing: the type checker, tests
that compute and those of sources in one, and all others, which open windows, in the other. With arguments
there is one run of pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

QUICK = {
    "ruff check": [str(BIN / "ruff"), "check"],
    "ruff format": [str(BIN / "ruff"), "format", "--check"],
    "import layers": [str(BIN / "lint-imports")],
}
MYPY = {"mypy": [str(BIN / "mypy"), "--strict"]}
PYTEST = [sys.executable, "-m", "pytest", "-p", "skip_rule"]
COMPUTING = (
    "activation",
    "activation_nano",
    "bench",
    "checkpoints",
    "core",
    "exports",
    "packaging",
    "pipeline",
    "responders",
    "sessions",
    "training",
)
"""Folders of tests that need a core, and neither a window nor true timing."""
SOURCES = [str(Path("tests", name)) for name in ("sources", "applications")]
"""Tests of sources and of recordings; they follow the computing ones, so that both rows take as long."""


def main(pytest_arguments: Sequence[str]) -> int:
    """Run all checks, also after one has failed; 1 when any did."""
    started = time.monotonic()
    failed = run_row(QUICK, sys.stdout)
    if pytest_arguments:
        failed += run_row({**MYPY, "pytest": [*PYTEST, *pytest_arguments]}, sys.stdout)
    else:
        failed += run_side_by_side()
    outcome = f"failed: {', '.join(failed)}" if failed else "all checks passed"
    print(f"== {outcome} ({time.monotonic() - started:.0f} s)")
    return 1 if failed else 0


def run_side_by_side() -> list[str]:
    """Both rows at once; the output of the computing one follows at the end."""
    folders = [str(Path("tests", name)) for name in COMPUTING]
    others = [f"--ignore={folder}" for folder in (*folders, *SOURCES)]
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output,
        ThreadPoolExecutor() as pool,
    ):
        rows = {"pytest, models": [*PYTEST, *folders], "pytest, sources": [*PYTEST, *SOURCES]}
        computing = pool.submit(run_row, MYPY | rows, output)
        failed = run_row({"pytest, windows": [*PYTEST, *others]}, sys.stdout)
        failed += computing.result()
        output.seek(0)
        sys.stdout.write(output.read())
    return failed


def run_row(checks: dict[str, list[str]], output: IO[str]) -> list[str]:
    """Run checks one after the other; returns the names of those that failed."""
    failed = []
    for name, command in checks.items():
        output.write(f"== {name}\n")
        output.flush()
        done = subprocess.run(command, cwd=ROOT, env=environment(), stdout=output, stderr=subprocess.STDOUT)
        if done.returncode != 0:
            failed.append(name)
    return failed


def environment() -> dict[str, str]:
    """For checks: the plugins beside this file, and one thread each, as two share the machine."""
    paths = [str(ROOT / "packaging"), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {"OMP_NUM_THREADS": "1"} | os.environ | {"PYTHONPATH": os.pathsep.join(paths)}


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
