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


class _Handler(BaseHTTPRequestHandler):
    server: HubServer

    def log_message(self, *_):
        pass

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        path = self.path.partition("?")[0]
        repo = self.server.repo_id
        if path == f"/api/models/{repo}/revision/main":
            self.answer(json.dumps({"id": repo, "sha": REVISION, "siblings": []}).encode())
        elif path == f"/api/models/{repo}/tree/{REVISION}":
            self.answer(json.dumps(self.server.tree()).encode())
        elif path.startswith(f"/{repo}/resolve/{REVISION}/"):
            name = path.rsplit("/", 1)[1]
            self.server.asked.append(name)
            self.answer((self.server.folder / name).read_bytes())
        elif path.startswith("/api/models/someone/gated"):
            self.answer(b"{}", 403, {"X-Error-Code": "GatedRepo"})
        elif path.startswith("/api/models/someone/broken"):
            self.answer(b"{}", 400)
        else:
            self.answer(b"{}", 404, {"X-Error-Code": "RepoNotFound"})

    def answer(self, body: bytes, status: int = 200, headers: dict[str, str] | None = None):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{hashlib.sha1(body).hexdigest()}"')
        self.send_header("X-Repo-Commit", REVISION)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)


class HubServer(ThreadingHTTPServer):
    def __init__(self, repo_id: str, folder: Path):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.repo_id, self.folder = repo_id, folder
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def tree(self):
        return [
            {"type": "file", "path": path.name, "size": path.stat().st_size, "oid": "0" * 40}
            for path in sorted(self.folder.iterdir())
        ]


@contextmanager
def serving(repo_id: str, folder: Path) -> Iterator[HubServer]:
    """Serve the files of `folder` as the repository `repo_id`."""
    server = HubServer(repo_id, folder)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
