"""A hub of one repository on the loopback interface, speaking as much of the protocol as a download needs."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

REVISION = "0123456789abcdef0123456789abcdef01234567"
NEWER = "89abcdef0123456789abcdef0123456789abcdef"
_PIECE = 1 << 16


class _Handler(BaseHTTPRequestHandler):
    server: HubServer

    def log_message(self, *_):
        pass

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        path = self.path.partition("?")[0]
        hub = self.server
        repo = hub.repo_id
        hub.requests.append(path)
        revision = next((sha for sha in (REVISION, NEWER) if sha in path), "")
        if path in (f"/api/models/{repo}/revision/main", f"/api/models/{repo}/revision/{revision}"):
            self.answer(json.dumps(hub.info(revision or hub.main)).encode())
        elif path == f"/api/models/{repo}/tree/{revision}":
            self.answer(json.dumps(hub.tree()).encode())
        elif path.startswith(f"/{repo}/resolve/{revision}/"):
            self.give(path.rsplit("/", 1)[1], revision)
        elif path.startswith("/api/models/someone/gated"):
            self.answer(b"{}", 403, {"X-Error-Code": "GatedRepo"})
        elif path.startswith("/api/models/someone/broken"):
            self.answer(b"{}", 400)
        else:
            self.answer(b"{}", 404, {"X-Error-Code": "RepoNotFound"})

    def give(self, name: str, revision: str):
        hub = self.server
        if hub.token and self.headers.get("Authorization") != f"Bearer {hub.token}":
            self.answer(b"{}", 403, {"X-Error-Code": "GatedRepo"})
            return
        if hub.busy:
            hub.busy -= 1
            self.answer(b"", 503)
            return
        hub.asked.append(name)
        path = hub.folder / name
        body = path.read_bytes()
        named = {"X-Repo-Commit": revision, "ETag": f'"{git_hash(body)}"'}
        if path.suffix == ".safetensors":
            named |= {"X-Linked-Etag": f'"{sha256(body)}"', "X-Linked-Size": str(len(body))}
            if name in hub.damaged:
                body = bytes(len(body))
        begin = int(self.headers.get("Range", "bytes=0-")[6:].partition("-")[0])
        if begin and not hub.ignores_ranges:
            named["Content-Range"] = f"bytes {begin}-{len(body) - 1}/{len(body)}"
            self.answer(body[begin:], 206, named)
        else:
            self.answer(body, 200, named)

    def answer(self, body: bytes, status: int = 200, headers: dict[str, str] | None = None):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in ({"X-Repo-Commit": REVISION} | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "GET":
            return
        with self.server.one_body():
            for begin in range(0, len(body), _PIECE):
                piece = body[begin : begin + _PIECE]
                if self.server.allowance is not None and not self.server.allow(len(piece)):
                    return
                try:
                    self.wfile.write(piece)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True  # the client has cancelled
                    return
                self.server.sent += len(piece)


class HubServer(ThreadingHTTPServer):
    """requests: every path that was asked for. sent: bytes of all bodies. allowance: bytes that may still be
    sent before it waits for `more`, None for no limit. damaged: large files sent as zeros. token: what a
    client must show for files. main: the commit that "main" is. busy: how many requests for a
    file are answered with 503."""

    daemon_threads = True

    def __init__(self, repo_id: str, folder: Path):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.repo_id, self.folder = repo_id, folder
        self.asked: list[str] = []
        self.requests: list[str] = []
        self.sent = 0
        self.damaged: set[str] = set()
        self.token = ""
        self.main = REVISION
        self.licence = "apache-2.0"
        self.ignores_ranges = False
        self.busy = 0
        self.closing = False
        self.allowance: int | None = None
        self._bodies = 0
        self._changed = threading.Condition()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def allow(self, count: int) -> bool:
        """Wait until so many bytes may be sent."""
        with self._changed:
            self._changed.wait_for(lambda: self.closing or self.allowance is None or self.allowance >= count)
            if self.allowance is not None:
                self.allowance -= count
            return not self.closing

    def more(self, count: int | None):
        """So many further bytes may be sent; None: all."""
        with self._changed:
            self.allowance = None if count is None else (self.allowance or 0) + count
            self._changed.notify_all()

    @contextmanager
    def one_body(self) -> Iterator[None]:
        """Counts a body as being sent."""
        with self._changed:
            self._bodies += 1
        try:
            yield
        finally:
            with self._changed:
                self._bodies -= 1
                self._changed.notify_all()

    def forget_sent(self):
        """Count `sent` from 0 again, when every body is sent or its client has gone."""
        with self._changed:
            assert self._changed.wait_for(lambda: not self._bodies, 20)
            self.sent = 0

    def close_waiting(self):
        with self._changed:
            self.closing = True
            self._changed.notify_all()

    def info(self, revision):
        return {
            "id": self.repo_id,
            "sha": revision,
            "gated": "manual" if self.token else False,
            "cardData": {"license": self.licence},
            "siblings": [
                {"rfilename": item["path"], "size": item["size"], "blobId": item["oid"]}
                | ({"lfs": item["lfs"]} if "lfs" in item else {})
                for item in self.tree()
            ],
        }

    def tree(self):
        return [_entry(path) for path in sorted(self.folder.iterdir())]


def _entry(path: Path):
    body = path.read_bytes()
    entry = {"type": "file", "path": path.name, "size": len(body), "oid": git_hash(body)}
    if path.suffix == ".safetensors":
        entry["lfs"] = {"oid": sha256(body), "sha256": sha256(body), "size": len(body), "pointerSize": 130}
    return entry


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def git_hash(body: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(body) + body).hexdigest()


@contextmanager
def serving(repo_id: str, folder: Path) -> Iterator[HubServer]:
    """Serve the files of `folder` as the repository `repo_id`."""
    server = HubServer(repo_id, folder)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.close_waiting()
        server.shutdown()
        thread.join()
        server.server_close()
