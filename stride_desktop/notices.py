"""The licences of the program and of its libraries, read from the installed packages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageMetadata, PackageNotFoundError, distribution, requires
from pathlib import Path

from stride_desktop.user_folders import NAME

UNKNOWN = "not known"

_INSIDE = {
    "av": (("FFmpeg", "LGPL-3.0-or-later"), ("x264", "GPL-2.0-or-later"), ("x265", "GPL-2.0-or-later")),
    "opencv-python-headless": (("FFmpeg", "LGPL-2.1-or-later"),),
    "pyside6-addons": (("FFmpeg", "LGPL-2.1-or-later"),),
    "pyside6-essentials": (("Qt", "LGPL-3.0-only"),),
}
"""Libraries that come inside the files of others, which do not say so in a form that could be asked for."""

_LICENCE_FILES = re.compile(r"licen[cs]e|copying|notice|authors|third.?party", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LicenceNotice:
    """A library, and its licence in one line. inside: the distribution that contains it, if it is not one."""

    name: str
    version: str
    licence: str
    inside: str = ""


def notices(names: Iterable[str] | None = None) -> tuple[LicenceNotice, ...]:
    """Of these distributions and of all that they need, as far as it is installed; in the order of the names.

    names: of distributions; None for what the program needs.
    """
    wanted = requires(NAME) or () if names is None else names
    found: dict[str, Distribution] = {}
    _collect(wanted, found)
    return tuple(notice for name in sorted(found) for notice in _notices_of(found[name]))


def licence_text(name: str) -> str:
    """The texts that a distribution brings about its licence; empty when it brings none, or is not here."""
    try:
        files = distribution(name).files or ()
    except PackageNotFoundError:
        return ""
    texts = [file for file in files if ".dist-info" in str(file) and _LICENCE_FILES.search(file.name)]
    return "\n\n".join(Path(str(file.locate())).read_text("utf-8", errors="replace") for file in texts)


def _collect(requirements: Iterable[str], found: dict[str, Distribution]) -> None:
    """Look up each requirement and, recursively, its own; not extras and those of other systems."""
    for requirement in requirements:
        wanted, _, marker = requirement.partition(";")
        name = _normal(re.split(r"[^\w.-]", wanted.strip(), maxsplit=1)[0])
        if "extra" in marker or name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue
        _collect(found[name].requires or (), found)


def _notices_of(library: Distribution) -> Iterator[LicenceNotice]:
    name = library.metadata["Name"]
    yield LicenceNotice(name, library.version, _licence(library.metadata))
    for inside, licence in _INSIDE.get(_normal(name), ()):
        yield LicenceNotice(inside, "", licence, name)


def _licence(about: PackageMetadata) -> str:
    """What a library says of its licence in one line; some put the whole text where its name belongs."""
    classes = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier", []) if "License ::" in line]
    fields = [text for name in ("License-Expression", "License") for text in about.get_all(name, [])]
    stated = (text.strip() for text in (*fields, ", ".join(classes)))
    return next((text for text in stated if text and "\n" not in text), UNKNOWN)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
