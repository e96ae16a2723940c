"""`python -m tests.applications OUT`: records real applications."""

import argparse
from pathlib import Path

from stride_desktop.training.questions import write_questions
from tests.applications.record import film, missing
from tests.applications.scenes import SCENES
from tests.applications.wordings import FOREIGN, SCREENS
from tests.xserver import running_display


def main() -> None:
    """Record the scenes that are asked for, by default all, but not those that are there already."""
    parser = argparse.ArgumentParser(prog="python -m tests.applications", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("scenes", nargs="*", metavar="SCENE", help=", ".join(SCENES))
    parser.add_argument("--material", type=Path, metavar="DIR", help="clips that are played in a window")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of all that is random (default: 0)")
    args = parser.parse_intermixed_args()
    args.out.mkdir(parents=True, exist_ok=True)
    write_questions(args.out, (*SCREENS, FOREIGN))
    with running_display() as display:
        for name in args.scenes or list(SCENES):
            scene, programs = SCENES[name]
            path = args.out / f"{name}.npz"
            if lacking := missing(programs, args.material):
                print(f"{name}: left out, {', '.join(lacking)} is missing")
            elif not path.exists():
                film(name, scene, display, path, args.material, args.seed)
                print(f"{name}: recorded", flush=True)


if __name__ == "__main__":
    main()
