"""A real HTTP server on the loopback interface that answers as a test tells it to."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Answer = Callable[["Exchange"], None]


@dataclass
class Exchange:
    """One request, and the socket to answer on."""

    path: str
    headers: dict[str, str]
    body: dict
    connection: socket.socket
    closing: threading.Event

    def send(self, *pieces: bytes, content_type: str = "text/event-stream", status: int = 200) -> None:
        """A response whose end is the end of the connection, sent piece by piece."""
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {content_type}\r\nConnection: close\r\n\r\n"
        self.connection.sendall(head.encode())
        self.more(*pieces)

    def more(self, *pieces: bytes) -> None:
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            self.connection.sendall(piece)

    def client_hung_up(self, within: float) -> bool:
        """Wait until the client has closed its end."""
        self.connection.settimeout(within)
        try:
            return self.connection.recv(1) == b""
        except ConnectionError:
            return True
        except TimeoutError:
            return False


@dataclass
class ChatServer:
    """`url` is its root; `answer` is called for every POST; `exchanges` are the requests so far.

    list_models: called for every GET, which counts as an exchange too.
    certificate: a PEM file that holds its key as well, for HTTPS.
    """

    answer: Answer = lambda exchange: exchange.send(delta("hello"), DONE)
    exchanges: list[Exchange] = field(default_factory=list)
    list_models: Answer = lambda exchange: exchange.send(models("vlm"), content_type="application/json")
    certificate: Path | None = None

    def __post_init__(self) -> None:
        self.closing = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self._take(json.loads(self.rfile.read(int(self.headers["Content-Length"]))), outer.answer)

            def do_GET(self) -> None:
                self._take({}, outer.list_models)

            def _take(self, body: dict, answer: Answer) -> None:
                exchange = Exchange(self.path, dict(self.headers), body, self.connection, outer.closing)
                outer.exchanges.append(exchange)
                answer(exchange)
                self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        scheme = "http"
        if self.certificate is not None:
            scheme = "https"
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._server.handle_error = lambda *_: None  # clients that do not trust the certificate hang up
        self.url = f"{scheme}://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def models(*names: str) -> bytes:
    """A list of models."""
    return json.dumps(
        {"object": "list", "data": [{"id": name, "object": "model"} for name in names]}
    ).encode()


def event(chunk: dict | str) -> bytes:
    """One server-sent event."""
    return f"data: {chunk if isinstance(chunk, str) else json.dumps(chunk, ensure_ascii=False)}\n\n".encode()


def delta(text: str) -> bytes:
    """The event that adds `text` to the answer."""
    return event({"choices": [{"index": 0, "delta": {"content": text}}]})


DONE = event("[DONE]")
