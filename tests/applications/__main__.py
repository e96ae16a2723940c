"""`python -m tests.applications OUT [SCENE …]`: records real applications."""

import sys
from pathlib import Path

from tests.applications.record import film, missing
from tests.applications.scenes import SCENES
from tests.xserver import running_display


def main(out: Path, names: list[str]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with running_display() as display:
        for name in names or list(SCENES):
            lacking = missing(SCENES[name])
            if lacking:
                print(f"{name}: left out, {', '.join(lacking)} is not installed")
                continue
            film(SCENES[name], display, out / f"{name}.npz")
            print(f"{name}: recorded")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
