"""A server that keeps the comments of a pull or merge request as GitHub and GitLab do."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Service:
    """The comments of one request, as a service keeps them; `failing` are the answers that it gives first."""

    def __init__(self) -> None:
        self.comments: list[dict] = []
        self.calls: list[tuple[str, str]] = []
        self.failing: list[int] = []
        self.tokens: set[str] = set()

    def answer(self, method: str, url: str, content: dict, headers) -> tuple[int, object]:
        path, query = urlsplit(url).path, parse_qs(urlsplit(url).query)
        self.calls.append((method, path))
        self.tokens.add(headers.get("Authorization") or headers.get("PRIVATE-TOKEN"))
        if self.failing:
            return self.failing.pop(0), {"message": "no"}
        if method == "GET":
            size, page = int(query["per_page"][0]), int(query["page"][0])
            return 200, self.comments[(page - 1) * size : page * size]
        if method == "POST":
            self.comments.append({"id": 1000 + len(self.comments), "body": content["body"]})
            return 201, self.comments[-1]
        number = int(re.search(r"/(\d+)$", path)[1])
        (comment,) = [one for one in self.comments if one["id"] == number]
        comment["body"] = content["body"]
        return 200, comment


@contextmanager
def serving() -> Iterator[Service]:
    """Serve one request's comments on this machine, at the address `url` of what is given."""
    kept = Service()

    class Handler(BaseHTTPRequestHandler):
        def handle_all(self) -> None:
            content = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
            status, answer = kept.answer(self.command, self.path, content, self.headers)
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = do_PUT = handle_all  # noqa: N815 - so the server finds them

        def log_message(self, *_) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    kept.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
