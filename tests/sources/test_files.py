"""Names and addresses of files, which consist of any bytes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stride_desktop.core.addresses import address_of, path_of
from stride_desktop.sources.files import meant, name_of

NAMES = [
    b"plain.mp4",
    b"\xc3\xbcn\xc3\xaf \xe2\x82\xac.mp4",
    b"caf\xe9\xff.mp4",
    b"a%41?b#c.mp4",
    b" line\nfeed\x1b[2J ",
]


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
@pytest.mark.parametrize("name", NAMES)
def test_an_address_is_text_and_leads_back(tmp_path: Path, name: bytes) -> None:
    path = tmp_path / os.fsdecode(name)
    address_of(path).encode()
    assert path_of(address_of(path)) == path
    assert path_of(path.as_uri()) == path
    assert name_of(path).isprintable()
    path.touch()
    as_shown = path.with_name(name.decode("utf-8", "replace"))
    assert meant(as_shown) == path


def test_a_name_that_means_no_file_stays(tmp_path: Path) -> None:
    assert meant(tmp_path / "caf\ufffd.mp4") == tmp_path / "caf\ufffd.mp4"
    assert path_of("here.mp4") == Path.cwd() / "here.mp4"
