"""`stride-desktop paths`: shows, or deletes, all that the program keeps."""

from __future__ import annotations

import argparse
import json
import sys

from stride_desktop.core.amounts import bytes_in_words
from stride_desktop.core.errors import StoreError
from stride_desktop.sessions.folders import Folders, size_of
from stride_desktop.sessions.library import Library

_WORDS = {"config": "Settings", "data": "Stored sessions", "log": "Log"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options to a parser."""
    parser.add_argument("--json", action="store_true", help="print one JSON object: path and bytes of each")
    parser.add_argument(
        "--delete-all",
        action="store_true",
        help="delete all of it: settings, stored sessions and log; asks before it does",
    )
    parser.add_argument("--yes", action="store_true", help="do not ask (with --delete-all)")


def run(args: argparse.Namespace) -> int:
    """Print the folders, or delete them; returns the exit status. Raises StoreError."""
    folders = Folders.of_user()
    if not args.delete_all:
        _show(folders, as_json=args.json)
        return 0
    if Library(folders.sessions).being_written():
        raise StoreError(
            "Stride Desktop is storing a session at this moment.", "Stop watching first, then delete."
        )
    if not args.yes and not _confirmed(folders):
        sys.stderr.write("Nothing was deleted.\n")
        return 1
    folders.delete_all()
    if args.json:
        _show(folders, as_json=True)
    else:
        print("Everything was deleted.")
    return 0


def _show(folders: Folders, as_json: bool) -> None:
    places = {name: (getattr(folders, name), size_of(getattr(folders, name))) for name in _WORDS}
    if as_json:
        print(json.dumps({name: {"path": str(path), "bytes": size} for name, (path, size) in places.items()}))
        return
    for name, (path, size) in places.items():
        print(f"{_WORDS[name] + ':':<17}{bytes_in_words(size):>10}  {path}")
    print("Downloaded models are in the Hugging Face cache, API keys in the system's keychain.")


def _confirmed(folders: Folders) -> bool:
    """Ask on the terminal. Raises StoreError without a terminal."""
    if not sys.stdin.isatty():
        raise StoreError(
            "Deleting everything needs a confirmation, and there is no terminal.", "Add --yes to do it."
        )
    print("This deletes permanently:")
    _show(folders, as_json=False)
    try:
        return input("Delete all of it? Type yes: ").strip().lower() == "yes"
    except EOFError:
        return False
