"""Files that belong to the program: clip, icons, the built-in checkpoint."""

from __future__ import annotations

from pathlib import Path

from stride_desktop.core.errors import StrideError

_PACKAGE = Path(__file__).parent


def resource(*parts: str) -> Path:
    """Path of a file or folder under `resources/`, such as `resource("demo", "clip.mp4")`.

    A wheel carries `resources/` inside the package; a checkout, also one installed as editable,
    has it beside the package. Raises StrideError when it is missing.
    """
    roots = [_PACKAGE / "resources"]
    if (_PACKAGE.parent / "pyproject.toml").is_file():  # beside an installed package lie other people's files
        roots.append(_PACKAGE.parent / "resources")
    for root in roots:
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise StrideError(
        f"A file of the program is missing: {'/'.join(('resources', *parts))}.",
        "Install Stride Desktop again.",
        detail=f"looked in {', '.join(map(str, roots))}",
    )
