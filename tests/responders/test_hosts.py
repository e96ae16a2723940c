import pytest

from stride_desktop.core.errors import ResponderError
from stride_desktop.responders.hosts import chat_url, host_of, is_local_host


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:11434/v1",
        "http://LOCALHOST./v1",
        "http://127.0.0.1",
        "http://127.8.9.1:80/x",
        "https://[::1]:8080/v1",
        "http://[::ffff:127.0.0.1]/",
    ],
)
def test_loopback_is_local(url: str) -> None:
    assert is_local_host(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.com/v1",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://localhost@example.com/",
        "http://192.168.1.5:11434",
        "http://[2001:db8::1]/",
        "http://0.0.0.0:8080",
        "http://xn--lcalhost-2fg.com/",
        "localhost",
        "",
        "http://[broken",
    ],
)
def test_everything_else_is_not(url: str) -> None:
    assert not is_local_host(url)


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("localhost:11434", "http://localhost:11434/v1/chat/completions"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080/v1/chat/completions"),
        ("http://localhost:11434", "http://localhost:11434/v1/chat/completions"),
        (" http://localhost:11434/v1/ ", "http://localhost:11434/v1/chat/completions"),
        ("http://localhost:1/v1/chat/completions", "http://localhost:1/v1/chat/completions"),
        ("api.example.com", "https://api.example.com/v1/chat/completions"),
        ("https://example.com/api/v1", "https://example.com/api/v1/chat/completions"),
        ("https://example.com/v1beta/openai/", "https://example.com/v1beta/openai/chat/completions"),
    ],
)
def test_base_urls_with_and_without_a_path(base: str, expected: str) -> None:
    assert str(chat_url(base)) == expected


@pytest.mark.parametrize(
    "base",
    [
        "",
        "ftp://localhost/v1",
        "http://",
        "http://[broken",
        "http://localhost:port",
        "https://user:hunter2@example.com/v1",
        "https://example.com/v1?key=hunter2",
    ],
)
def test_addresses_that_cannot_be_used_are_explained_without_repeating_them(base: str) -> None:
    with pytest.raises(ResponderError) as caught:
        chat_url(base)
    assert caught.value.remedy
    assert "hunter2" not in repr(caught.value)


def test_the_host_is_the_one_that_is_connected_to() -> None:
    assert host_of("https://localhost@API.Example.com:8443/v1") == "api.example.com"
    assert host_of("http://[::1]:80/") == "::1"
