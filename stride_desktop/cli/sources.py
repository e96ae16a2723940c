"""`stride-desktop sources`: lists the connected cameras and screens."""

from __future__ import annotations

import argparse
import json
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options to a parser."""
    parser.add_argument("--json", action="store_true", help="one object a line: kind, address, name")


def run(args: argparse.Namespace) -> int:
    """Print the sources; a video file needs no listing."""
    from stride_desktop.cli.qt import start_qt
    from stride_desktop.sources.catalog import list_sources

    start_qt()
    found = list_sources(lambda error: sys.stderr.write(f"stride-desktop: {error}\n"))
    for source in found:
        if args.json:
            print(json.dumps({"kind": source.kind.name, "address": source.address, "name": source.name}))
        else:
            print(f"{source.address:<24} {source.name}")
    if not found and not args.json:
        print("No camera and no screen was found. A video file is watched by its path.")
    return 0
