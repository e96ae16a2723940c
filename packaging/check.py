"""Every check of the project, in the order of how fast it answers. Arguments go to pytest."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS = {
    "ruff check": [BIN / "ruff", "check"],
    "ruff format": [BIN / "ruff", "format", "--check"],
    "import layers": [BIN / "lint-imports"],
    "mypy": [BIN / "mypy", "--strict"],
    "pytest": [sys.executable, "-m", "pytest", "-p", "skip_rule"],
}


def main(pytest_arguments: list[str]) -> int:
    """Run all checks, also after one has failed; 1 when any did."""
    paths = [str(ROOT / "packaging"), *filter(None, [os.environ.get("PYTHONPATH")])]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    started = time.monotonic()
    failed = []
    for name, command in CHECKS.items():
        print(f"== {name}", flush=True)
        extra = pytest_arguments if name == "pytest" else []
        if subprocess.run([*map(str, command), *extra], cwd=ROOT, env=env).returncode != 0:
            failed.append(name)
    outcome = f"failed: {', '.join(failed)}" if failed else "all checks passed"
    print(f"== {outcome} ({time.monotonic() - started:.0f} s)")
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
