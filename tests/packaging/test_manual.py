"""The README is a page, and the links of README and manual lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stride_desktop.app.window.manual_dialog import PAGES

ROOT = Path(__file__).parents[2]
MANUAL = ROOT / "resources" / "manual"
TEXTS = [ROOT / "README.md", *sorted(MANUAL.glob("*.md"))]


def test_the_readme_is_a_page():
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    assert len(lines) <= 120
    assert max(map(len, lines)) <= 200


def test_help_shows_every_page_of_the_manual():
    assert sorted(PAGES) == [path.stem for path in TEXTS[1:]]


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: path.stem)
def test_links_lead_to_files(text):
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text.read_text("utf-8")) if "://" not in link]
    assert [link for link in links if not (text.parent / link).exists()] == []
