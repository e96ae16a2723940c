"""Stored addresses: which of them name a file."""

from __future__ import annotations

import pytest

from stride_desktop.core.addresses import stored_file


@pytest.mark.parametrize("address", ["screen:1", "camera:/dev/video0", "rtsp://camera/stream", "pattern:"])
def test_a_stored_address_of_another_source_is_no_file(address: str) -> None:
    assert stored_file(address) is None


@pytest.mark.parametrize("address", ["/films/one two.mp4", "file:///films/one%20two.mp4"])
def test_an_absolute_path_and_a_file_url_are_files(address: str) -> None:
    found = stored_file(address)
    assert found is not None
    assert found.as_posix() == "/films/one two.mp4"
