"""Text that fills drawn windows: sentences, code, log lines and titles."""

from __future__ import annotations

import numpy as np


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


_WORDS = _split(
    "the|of|to|in|and|for|with|on|from|by|at|as|is|are|was|not|this|that|file|report|server|build|update|"
    "project|meeting|week|order|price|team|client|request|network|system|version|page|table|image|data|"
    "test|light|garden|water|river|winter|house|street|music|number|second|minute|window|folder|account|"
    "user|release|change|review|draft|summary|chapter|figure|value|error|warning|status|connection|"
    "settings|configuration|package|module|service|schedule|invoice|customer|product|email|message|"
    "letter|archive|backup|device|printer|keyboard|camera|display|battery|sensor|result|sample|station|"
    "market|history|important|new|old|large|small|quick|early|late|open|closed|ready|missing|available|"
    "unknown"
)
_VERBS = _split("open|read|write|load|parse|update|check|send|fetch|store|merge|render|count|close")
_TITLES = _split(
    "Inbox|Terminal|Text Editor|Files|Documents|Spreadsheet|Calendar|Notes|Web Browser|Downloads|"
    "Settings|Image Viewer|Music|System Monitor|Dashboard|Project|main.py|report.odt|budget.xlsx|"
    "notes.md|Contacts|Build log|Pictures|Chat|Tasks|Wiki|Mail|Console"
)
NOTICES = _split(
    "Error|Warning|Confirm|Question|Information|Unsaved changes|Delete file?|Connection lost|"
    "Update available|Sign in|Low battery|Disk almost full|Save changes?|Permission needed|"
    "Session expired|Are you sure?|Restart required|Something went wrong|File not found|Operation failed|"
    "Attention|Please wait|Upload failed"
)
BUTTONS = _split(
    "OK|Cancel|Yes|No|Save|Discard|Retry|Close|Apply|Continue|Later|Delete|Allow|Deny|Sign in|Accept"
)


def pick(rng: np.random.Generator, items: tuple[str, ...]) -> str:
    """One of several."""
    return items[int(rng.integers(len(items)))]


def sentence(rng: np.random.Generator, words: int) -> str:
    """So many words, the first in upper case, with a full stop."""
    return " ".join(pick(rng, _WORDS) for _ in range(max(words, 1))).capitalize() + "."


def paragraph(rng: np.random.Generator, sentences: int) -> str:
    """Some sentences on one line."""
    return " ".join(sentence(rng, int(rng.integers(5, 14))) for _ in range(sentences))


def title(rng: np.random.Generator) -> str:
    """The title of an ordinary window."""
    name = pick(rng, _TITLES)
    return f"{name} - {pick(rng, _WORDS).capitalize()}" if rng.random() < 0.4 else name


def label(rng: np.random.Generator) -> str:
    """One or two words, as on a button or in a table."""
    return " ".join(pick(rng, _WORDS) for _ in range(int(rng.integers(1, 3)))).capitalize()


def code_line(rng: np.random.Generator) -> str:
    """A line of a program, indented."""
    indent = "    " * int(rng.integers(0, 4))
    name, verb = pick(rng, _WORDS), pick(rng, _VERBS)
    return (
        indent
        + (
            f"{name} = {verb}_{pick(rng, _WORDS)}({pick(rng, _WORDS)}, {int(rng.integers(100))})",
            f"if {name}.{verb}({pick(rng, _WORDS)}):",
            f"return {name}",
            f"def {verb}_{name}(self, {pick(rng, _WORDS)}):",
            f"# {sentence(rng, 5)}",
            "",
        )[int(rng.integers(6))]
    )


def log_line(rng: np.random.Generator) -> str:
    """A line as programs print it."""
    name = pick(rng, _WORDS)
    return (
        f"[{int(rng.integers(24)):02}:{int(rng.integers(60)):02}] INFO {sentence(rng, 6)}",
        f"{name}.{pick(rng, ('c', 'py', 'o', 'txt'))} {'.' * int(rng.integers(3, 30))} ok",
        f"user@host:~/{name}$ {pick(rng, _VERBS)} --{pick(rng, _WORDS)} {pick(rng, _WORDS)}.txt",
        f"drwxr-xr-x  {int(rng.integers(9))} user user {int(rng.integers(99999)):>6} {name}",
        f"Get:{int(rng.integers(99))} {name}-{pick(rng, _WORDS)} [{int(rng.integers(999))} kB]",
        f"{sentence(rng, int(rng.integers(4, 14)))}",
    )[int(rng.integers(6))]
