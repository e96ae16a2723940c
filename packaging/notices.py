"""Writes the list of libraries and their licences that the program ships, from what is installed here."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "resources" / "licences" / "LIBRARIES.md"

sys.path.insert(0, str(ROOT))

from stride_desktop.notices import LicenceNotice, notices  # noqa: E402

HEAD = """\
# Libraries of Stride Desktop

Stride Desktop itself is given under the Apache License 2.0. It stands on these libraries, which are
installed beside it, each with the text of its licence (*Help → About* shows them). Those under the LGPL are
files of their own and can be replaced. A bundle of everything is under the GPL as a whole, because of x264
and x265. On a computer with an NVIDIA card, torch brings NVIDIA's libraries under NVIDIA's own terms.

| library | part of | licence |
| --- | --- | --- |
"""


def dependencies() -> list[str]:
    """What the project says that it needs, whatever an older installation says."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return list(tomllib.load(file)["project"]["dependencies"])


def line(notice: LicenceNotice) -> str:
    """A row of the table."""
    return f"| {notice.name} | {notice.inside} | {notice.licence} |\n"


if __name__ == "__main__":
    LIST.write_text(HEAD + "".join(map(line, notices(dependencies()))), "utf-8")
    print(LIST)
