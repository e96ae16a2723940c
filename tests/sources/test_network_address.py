"""Addresses of network cameras, and what of them is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.network_address import NetworkAddress, accounts, hidden


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("rtsp://cam.local/stream", "rtsp://cam.local/stream"),
        ("rtsp://admin:hunter2@10.0.0.9:8554/live/1", "rtsp://admin:***@10.0.0.9:8554/live/1"),
        ("http://admin@10.0.0.9/video", "http://admin@10.0.0.9/video"),
        ("http://:hunter2@10.0.0.9/video", "http://:***@10.0.0.9/video"),
        ("http://a:b:c@host/", "http://a:***@host/"),
        ("http://host/v?channel=1&pwd=hunter2&subtype=0", "http://host/v?channel=1&pwd=***&subtype=0"),
        ("http://host/v?loginpas%73=hunter2", "http://host/v?loginpas%73=***"),
        ("rtmp://admin:hunter2@host/live", "rtmp://admin:***@host/live"),
        ("http://host/\x1b]0;x", "http://host/␛]0;x"),
    ],
)
def test_what_is_secret_is_hidden(address, shown):
    assert hidden(address) == shown


SAFE = st.text(st.characters(categories=("L", "N"), max_codepoint=0x7F), min_size=6, max_size=12)


@given(SAFE, SAFE, st.sampled_from(["rtsp", "http", "https", "rtsps"]))
def test_no_way_of_showing_an_address_shows_the_password(user, password, scheme):
    secret = f"-{password}-"
    address = NetworkAddress.parse(f"{scheme}://{user}:{secret}@host/path?token={secret}")
    assert secret not in f"{address} {address!r} {address.shown} {[address]}"
    assert secret in address.url_with_credentials
    assert address.credentials == (user, secret)
    assert f"{user}:" not in address.url


def test_the_parts_of_an_address():
    address = NetworkAddress.parse(" RTSP://Us%40er:p%3Aw@[::1]:8554/live ")
    assert (address.scheme, address.host, address.port) == ("rtsp", "::1", 8554)
    assert address.credentials == ("Us@er", "p:w")
    assert address.url == "rtsp://[::1]:8554/live"
    assert address.url_with_credentials == "rtsp://Us%40er:p%3Aw@[::1]:8554/live"
    assert NetworkAddress.parse("https://host").port == 443
    assert NetworkAddress.parse("https://host").url == "https://host/"


WHOLE = "rtsp://ad%40min:hun%2Fter2@10.0.0.9:8554/live?channel=1&pwd=secret"


def test_a_keychain_completes_the_address_of_an_account():
    whole = NetworkAddress.parse(WHOLE)
    assert whole.account == "rtsp://10.0.0.9:8554/live?channel=1"
    for without in (whole.account, whole.shown, "rtsp://ad%40min@10.0.0.9:8554/live?channel=1"):
        address = NetworkAddress.parse(without)
        assert not address.has_secret
        assert address.account == whole.account
        assert address.completed(WHOLE) == whole
        assert address.completed(None) is address
    for other in ("rtsp://guest@10.0.0.9:8554/live?channel=1", "rtsp://10.0.0.9:8554/live"):
        assert NetworkAddress.parse(other).completed(WHOLE) == NetworkAddress.parse(other)
    assert accounts([WHOLE, "no address", "http://a:b@host/"]) == {whole.account, "http://host/"}


def test_credentials_are_put_into_an_address():
    address = NetworkAddress.parse("rtsp://old:older@host/live")
    assert address.with_credentials("a@b", "c:d/e").credentials == ("a@b", "c:d/e")
    assert address.with_credentials("a", "").url_with_credentials == "rtsp://a:@host/live"
    parts = {"": False, "a@": False, "a:b@": True, "a:***@": False}
    assert {part: NetworkAddress.parse(f"http://{part}host/").has_secret for part in parts} == parts


@pytest.mark.parametrize(
    "address",
    [
        "http://",
        "rtsp:///path",
        "http://host:port/",
        "http://[::1/",
        "ftp://host/",
        "http://a b/",
        "http://" + "a" * 70,
    ],
)
def test_what_is_no_address(address):
    with pytest.raises(SourceError) as caught:
        NetworkAddress.parse(address)
    assert "rtsp://" in caught.value.remedy
