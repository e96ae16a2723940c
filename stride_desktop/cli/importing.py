"""`stride-desktop import`: stores a session that was exported as JSON."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options to a parser."""
    parser.add_argument("file", type=Path, metavar="FILE", help="what “export --format json” wrote")


def run(args: argparse.Namespace) -> int:
    """Import, and print the id of the new session; returns the exit status. Raises StoreError."""
    from stride_desktop.exports.importing import import_json
    from stride_desktop.sessions.library import Library

    print(import_json(args.file, Library()))
    return 0
