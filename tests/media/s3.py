"""A peer that speaks as much S3 as the store does, on this machine, for as long as a test needs it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

BUCKET, KEY, SECRET = "larka", "who-may", "a secret"
_MOMENT = "2026-11-22T12:00:00.000Z"
_RANGE = re.compile(r"bytes=(\d+)-(\d*)")
_NAMED = re.compile(r"<Key>(.*?)</Key>")
_NOWHERE = "<Error><Code>NoSuchBucket</Code></Error>"


class Peer:
    """What lies in the bucket, what is on its way in parts, and what was asked: (method, path with its question, range)."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.parts: dict[str, dict[int, bytes]] = {}
        self.asked: list[tuple[str, str, str]] = []
        self.breaks = False

    def answer(self, method: str, name: str, query: dict[str, str], body: bytes, wanted: str) -> tuple[int, bytes, dict[str, str]]:
        """Status, body and headers."""
        if self.breaks:
            return 503, b"<Error><Code>SlowDown</Code></Error>", {}
        if not name:
            return 200, self._delete(_NAMED.findall(body.decode())) if "delete" in query else self._list(query.get("prefix", "")), {}
        if "uploads" in query or "uploadId" in query:
            return self._in_parts(method, name, query, body)
        if method == "PUT":
            self.files[name] = body
            return 200, b"", {"ETag": '"1"'}
        return self._read(self.files[name], wanted) if name in self.files else (404, b"<Error><Code>NoSuchKey</Code></Error>", {})

    def _read(self, whole: bytes, wanted: str) -> tuple[int, bytes, dict[str, str]]:
        told = {"ETag": '"1"', "Last-Modified": "Sun, 22 Nov 2026 12:00:00 GMT"}
        if not (found := _RANGE.match(wanted)):
            return 200, whole, told
        start, end = int(found[1]), min(int(found[2] or len(whole)) + 1, len(whole))
        return 206, whole[start:end], told | {"Content-Range": f"bytes {start}-{end - 1}/{len(whole)}"}

    def _in_parts(self, method: str, name: str, query: dict[str, str], body: bytes) -> tuple[int, bytes, dict[str, str]]:
        if "uploads" in query:
            self.parts[name] = {}
            made = f"<Bucket>{BUCKET}</Bucket><Key>{escape(name)}</Key><UploadId>{escape(name)}</UploadId>"
            return 200, f"<InitiateMultipartUploadResult>{made}</InitiateMultipartUploadResult>".encode(), {}
        if method == "PUT":
            self.parts[name][int(query["partNumber"])] = body
            return 200, b"", {"ETag": f'"{query["partNumber"]}"'}
        come = self.parts.pop(name, {})
        if method == "DELETE":
            return 204, b"", {}
        self.files[name] = b"".join(come[number] for number in sorted(come))
        return 200, b'<CompleteMultipartUploadResult><ETag>"1"</ETag></CompleteMultipartUploadResult>', {}

    def _delete(self, names: list[str]) -> bytes:
        """What is not there is said to be deleted, as S3 says."""
        for name in names:
            self.files.pop(name, None)
        return f"<DeleteResult>{''.join(f'<Deleted><Key>{name}</Key></Deleted>' for name in names)}</DeleteResult>".encode()

    def _list(self, prefix: str) -> bytes:
        found = "".join(
            f"<Contents><Key>{escape(name)}</Key><LastModified>{_MOMENT}</LastModified><ETag>1</ETag><Size>{len(self.files[name])}</Size></Contents>"
            for name in sorted(self.files)
            if name.startswith(prefix)
        )
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>".encode()


def _handler(peer: Peer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            wanted = self.headers.get("Range", "")
            peer.asked.append((self.command, self.path, wanted))
            address = urlsplit(self.path)
            bucket, _, name = unquote(address.path).lstrip("/").partition("/")
            query = {key: values[0] for key, values in parse_qs(address.query, keep_blank_values=True).items()}
            if f"Credential={KEY}/" not in self.headers.get("Authorization", ""):
                self._say(403, b"<Error><Code>AccessDenied</Code></Error>", {})
            elif bucket != BUCKET:
                self._say(404, _NOWHERE.encode(), {})
            else:
                self._say(*peer.answer(self.command, name, query, body, wanted))

        def _say(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _any  # noqa: N815 – the server's names

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def s3_peer() -> Iterator[tuple[Peer, str]]:
    """The peer, and its address."""
    peer = Peer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(peer))
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield peer, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
