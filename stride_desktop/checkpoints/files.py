"""Checks whether a folder is a complete checkpoint, before any slow import."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open

from stride_desktop.checkpoints.device import is_out_of_memory
from stride_desktop.core.errors import CheckpointError
from stride_desktop.core.files import read_json

DOWNLOAD_AGAIN = "Download the checkpoint again."
INDEX = "model.safetensors.index.json"


def read_config(folder: Path) -> dict[str, Any]:
    """The folder's config.json. Raises CheckpointError."""
    path = folder / "config.json"
    if not os.path.isfile(path):  # noqa: PTH113 - false, not an error, where it may not look
        raise CheckpointError(
            f"{folder} is not a checkpoint: it has no config.json.",
            "Choose the folder that holds config.json and the weights.",
        )
    return read_object(path)


def check_json(folder: Path) -> None:
    """Raises CheckpointError unless every .json file can be read; refuses a named pipe, which would block."""
    for path in sorted(folder.iterdir()):
        if not os.path.isfile(path) and not os.path.isdir(path):  # noqa: PTH112, PTH113
            raise CheckpointError(f"{path.name} in {folder} is no file.", DOWNLOAD_AGAIN)
        if path.suffix == ".json":
            read_object(path)


def check_weights(folder: Path) -> None:
    """Raises CheckpointError unless the weights are present, complete and undamaged."""
    for file in sorted(weights_files(folder)):
        try:
            with safe_open(folder / file, framework="np"):
                pass
        except (SafetensorError, OSError) as error:
            raise damaged_weights(folder / file, error) from error


def damaged_weights(path: Path, error: Exception) -> CheckpointError:
    """The error for a weights file that cannot be read."""
    return CheckpointError(
        f"The weights file {path.name} is damaged or was not downloaded to the end.",
        DOWNLOAD_AGAIN,
        str(error),
    )


def weights_files(folder: Path) -> set[str]:
    """Names of the weights' files. Raises CheckpointError without any, and when the index lists others."""
    listed = set()
    if os.path.lexists(folder / INDEX):
        weight_map = read_object(folder / INDEX).get("weight_map")
        listed = {str(file) for file in weight_map.values()} if isinstance(weight_map, dict) else set()
    # os.path returns False for a path that may not be read; Path raises an error.
    files = {path.name for path in folder.glob("*.safetensors") if os.path.isfile(path)}  # noqa: PTH113
    if missing := sorted(listed - files):
        raise CheckpointError(f"{folder.name} lacks the weights file {missing[0]}.", DOWNLOAD_AGAIN)
    if not files:
        raise CheckpointError(f"{folder} holds no weights (*.safetensors).", DOWNLOAD_AGAIN)
    return files


def check_complete(report: Mapping[str, Any], name: str) -> None:
    """Checks that loading found every weight of the model. report: `output_loading_info` of transformers.

    Raises CheckpointError.
    """
    absent = sorted(report["missing_keys"]) + sorted(str(key) for key in report["mismatched_keys"])
    if absent:
        raise CheckpointError(
            f"The checkpoint {name} lacks {len(absent)} of its weights.",
            "Download it again; it is incomplete or its config belongs to another model.",
            ", ".join(absent[:5]),
        )


def not_loadable(name: str, error: Exception) -> CheckpointError:
    """The error for a checkpoint `name` that a library failed to load."""
    if is_out_of_memory(error):
        remedy = "Close other programs, or choose a smaller model or the CPU."
        return CheckpointError(f"There is not enough memory for {name}.", remedy, str(error))
    remedy = "Download it again; if that does not help, it is not made for this version of the program."
    return CheckpointError(f"{name} cannot be loaded.", remedy, f"{type(error).__name__}: {error}")


def read_object(path: Path) -> dict[str, Any]:
    """Reads a file that holds a JSON object. Raises CheckpointError."""
    try:
        value = read_json(path)
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path.name} cannot be read.", DOWNLOAD_AGAIN, str(error)) from error
    if not isinstance(value, dict):
        raise CheckpointError(f"{path.name} is damaged.", DOWNLOAD_AGAIN, "not a JSON object")
    return value
