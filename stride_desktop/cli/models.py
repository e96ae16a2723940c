"""`stride-desktop models`: lists, downloads, checks and removes models."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from functools import partial

from stride_desktop.app.system.keychain import Keychain
from stride_desktop.checkpoints.hub import ask_hub
from stride_desktop.checkpoints.hub_config import HOST, HubConfig
from stride_desktop.checkpoints.installed import HUB, as_json, damaged_files, list_installed, removal
from stride_desktop.checkpoints.transfer import fetch, missing_bytes
from stride_desktop.cli.progress import printed_progress
from stride_desktop.cli.saved_settings import saved_settings
from stride_desktop.core.amounts import bytes_in_words
from stride_desktop.core.errors import CheckpointError
from stride_desktop.resources import resource


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options to a parser."""
    parser.add_argument("--json", action="store_true", help="list as one JSON object a line")
    parser.set_defaults(action="list")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", dest="action")
    get = actions.add_parser("download", help="download a model from huggingface.co, and check it")
    get.add_argument("repo", metavar="REPO", help="such as interlive/STRIDE-2B")
    get.add_argument(
        "--revision", default="", help="branch, tag or commit (default: the one in use, or main)"
    )
    gone = actions.add_parser("remove", help="remove a downloaded model")
    gone.add_argument("repo", metavar="REPO")
    actions.add_parser("check", help="verify the checksums of what was downloaded")


def run(args: argparse.Namespace) -> int:
    """Carry out the action; returns the exit status. Raises CheckpointError."""
    hub = replace(saved_settings()[1], token=partial(Keychain().key, HOST))
    match args.action:
        case "download":
            return _download(args.repo, args.revision, hub)
        case "remove":
            return _remove(args.repo, hub)
        case "check":
            return _check(hub)
    for model in list_installed(hub, resource("models", "stride-nano")):
        if args.json:
            print(as_json(model))
        else:
            kind = {"activation": "when to speak", "answers": "answers"}[model.kind]
            columns = f"{model.name:<34} {kind:<14} {bytes_in_words(model.size):>10}  {model.revision[:8]:<8}"
            print(f"{columns}  {model.licence or 'licence not known':<18}  {model.folder}")
    return 0


def _download(repo: str, revision: str, hub: HubConfig) -> int:
    quote = ask_hub(repo, hub, revision)
    missing = bytes_in_words(missing_bytes(quote, hub))
    sys.stderr.write(
        f"{repo} at {quote.revision[:12]}: {bytes_in_words(quote.size)}, {missing} to download, "
        f"licence {quote.licence or 'not known'}\n"
    )
    with printed_progress() as show:

        def count(done: int, total: int) -> None:
            show(done / max(1, total), f"{bytes_in_words(done)} of {bytes_in_words(total)}")

        folder = fetch(quote, hub, count, lambda: False)
    print(folder)
    return 0


def _remove(repo: str, hub: HubConfig) -> int:
    size, remove = removal(repo, hub)
    remove()
    print(f"{repo} was removed: {bytes_in_words(size)} are free again.")
    return 0


def _check(hub: HubConfig) -> int:
    bad = []
    for model in list_installed(hub, resource("models", "stride-nano")):
        if model.origin == HUB:
            damaged = damaged_files(model.folder, lambda: False)
            print(f"{model.name}: {'damaged: ' + ', '.join(damaged) if damaged else 'as published'}")
            bad += [model.name] if damaged else []
    if bad:
        raise CheckpointError(f"Damaged: {', '.join(bad)}.", "Remove each and download it again.")
    return 0
