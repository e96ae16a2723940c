"""`python -m tests.applications OUT`: records real applications, or what a simulated camera sees."""

import argparse
from collections.abc import Callable
from pathlib import Path

from stride_desktop.training.questions import write_questions
from tests.applications.desk import RecordingError
from tests.applications.record import film, missing, watch_room
from tests.applications.rooms import ROOMS
from tests.applications.scenes import SCENES, Scene
from tests.applications.training_scenes import film_training, lacking
from tests.applications.wordings import CAMERAS, FOREIGN, SCREENS
from tests.applications.work import COUNT, NEEDED, work
from tests.xserver import running_display

ALL: dict[str, tuple[Scene, tuple[str, ...]]] = SCENES | {
    f"work {number}": (work, NEEDED) for number in range(COUNT)
}


def main() -> None:
    """Record the scenes that are asked for, by default all, but not those that are there already."""
    parser = argparse.ArgumentParser(prog="python -m tests.applications", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("scenes", nargs="*", metavar="SCENE", help=", ".join((*ALL, *ROOMS)))
    parser.add_argument("--cameras", action="store_true", help="what a camera sees instead of applications")
    parser.add_argument("--material", type=Path, metavar="DIR", help="photographs and clips that are shown")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of all that is random (default: 0)")
    parser.add_argument(
        "--training", type=int, metavar="N",
        help="N scenes to learn from instead, with other programs, of the seeds from --seed on",
    )  # fmt: skip
    args = parser.parse_intermixed_args()
    args.out.mkdir(parents=True, exist_ok=True)
    if args.training is not None:
        if programs := lacking():
            parser.error(f"--training needs {', '.join(programs)}")
        record_training(range(args.seed, args.seed + args.training), args.out, args.material)
        return
    write_questions(args.out, (*(CAMERAS if args.cameras else SCREENS), FOREIGN))
    if args.cameras and args.material is None:
        parser.error("--cameras needs --material: the photographs and clips that the camera sees")
    names = args.scenes or list(ROOMS if args.cameras else ALL)
    wanted = [name for name in names if not (args.out / f"{name}.npz").exists()]
    if args.cameras:
        for name in wanted:
            watch_room(name, ROOMS[name], args.out / f"{name}.npz", args.material, args.seed)
            print(f"{name}: recorded", flush=True)
    else:
        with running_display() as display:
            record_programs(wanted, args.material, lambda name, scene: film(
                name, scene, display, args.out / f"{name}.npz", args.material, args.seed
            ))  # fmt: skip


def record_training(seeds: range, out: Path, material: Path | None, seconds: int | None = None) -> None:
    """Record the scenes of seeds that are not there yet; say which could not be recorded."""
    for seed in seeds:
        path = out / f"live-{seed}.npz"
        if path.exists():
            continue
        try:
            film_training(seed, path, material, seconds)
        except RecordingError as error:
            print(f"{path.stem}: left out, {error}", flush=True)
        else:
            print(f"{path.stem}: recorded", flush=True)


def record_programs(names: list[str], material: Path | None, record: Callable[[str, Scene], None]) -> None:
    """Record scenes of which all programs are there; say which are not."""
    for name in names:
        scene, programs = ALL[name]
        if lacking := missing(programs, material):
            print(f"{name}: left out, {', '.join(lacking)} is missing", flush=True)
        else:
            record(name, scene)
            print(f"{name}: recorded", flush=True)


if __name__ == "__main__":
    main()
