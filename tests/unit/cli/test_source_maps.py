"""Frames of built scripts are found in the sources, and nothing is asked of anybody else for that."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import ecma426.codec  # type: ignore[import-untyped]
import pytest
from ecma426.model import Mapping  # type: ignore[import-untyped]

from cli import source_maps
from cli.source_maps import MAPS, TEXT, Place, SourceMaps, fetch
from lambdas.protocol.errors import StackFrame

PUBLIC = "https://chat.example.com"
PART = "/assets/panel-de-0aB3cD5e.js"
SOURCE = "export function send(frame) {\n\n    throw new Error(frame);\n}\n"


def a_map(*mappings: tuple[int, int, str, int, int], **changes: Any) -> bytes:
    """Of generated line and column, source, and line and column in it, all from 0."""
    listed = [
        Mapping(
            generated_line=mapping[0],
            generated_column=mapping[1],
            source=mapping[2],
            original_line=mapping[3],
            original_column=mapping[4],
        )
        for mapping in mappings
    ]
    return json.dumps({**ecma426.codec.encode(listed), "sourcesContent": [SOURCE], **changes}).encode()


MAP = a_map((0, 0, "../src/chat/send.ts", 0, 0), (0, 20, "../src/chat/send.ts", 2, 4), (0, 40, "", 0, 0))


class Bucket:
    """What lies at the deployment's address, and what was asked for."""

    def __init__(self, octets: bytes | None = MAP) -> None:
        self.octets = octets
        self.asked: list[str] = []

    def fetch(self, url: str) -> bytes | None:
        self.asked.append(url)
        return self.octets


def a_frame(file: str = PART, line: int | None = 1, column: int | None = 25) -> StackFrame:
    return StackFrame(file=file, line=line, column=column)


def place(octets: bytes | None, frame: StackFrame | None = None) -> Place | None:
    return SourceMaps(PUBLIC, Bucket(octets).fetch).place(frame or a_frame())


def test_a_frame_is_found_with_the_line_that_stands_there() -> None:
    assert place(MAP) == Place(file="src/chat/send.ts", line=3, column=5, text="throw new Error(frame);")


@pytest.mark.parametrize(("column", "line"), [(1, 1), (20, 1), (21, 3), (22, 3), (40, 3), (41, None), (999, None)])
def test_a_position_counts_from_1_and_belongs_to_what_begins_before_it(column: int, line: int | None) -> None:
    found = place(MAP, a_frame(column=column))
    assert (found.line if found else None) == line


def test_without_the_sources_only_the_place_is_known() -> None:
    without: tuple[dict[str, Any], ...] = ({"sourcesContent": None}, {"sourcesContent": []}, {"sourcesContent": [None]})
    for changes in without:
        assert place(a_map((0, 0, "a.ts", 9, 0), **changes)) == Place(file="a.ts", line=10, column=1)
    assert place(a_map((0, 0, "a.ts", 999, 0))) == Place(file="a.ts", line=1000, column=1)


def test_of_an_endless_line_the_beginning_is_told() -> None:
    found = place(a_map((0, 0, "a.css", 0, 0), sourcesContent=["x" * 10_000]))
    assert found == Place(file="a.css", line=1, column=1, text="x" * TEXT)


def test_what_a_map_says_can_do_nothing_to_a_terminal() -> None:
    assert place(a_map((0, 0, "a\x1b.ts", 0, 0), sourcesContent=["\x9b31m"])) == Place(
        file="a .ts", line=1, column=1, text=" 31m"
    )


@pytest.mark.parametrize(
    "octets",
    [
        None,
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"version":3}',
        b'{"version":3,"sources":["a"],"names":[],"mappings":"!"}',
        b'{"version":3,"sources":["a"],"names":[],"mappings":"AAgggggggA"}',
        b'{"version":3,"sources":7,"names":[],"mappings":"AAAA"}',
        b'{"version":2,"sources":["a"],"names":[],"mappings":"AAAA"}',
        b'{"version":3,"sources":["a"],"names":[],"mappings":"AAAA","sourcesContent":{"a":1}}',
        b'{"version":3,"sources":["a"],"names":[],"mappings":"AAAA","sourcesContent":7}',
        b'{"version":3,"sections":[{}]}',
        b"[" * 100_000,
        MAP[:-9],
    ],
)
def test_what_is_no_map_leads_nowhere(octets: bytes | None) -> None:
    assert place(octets) is None


@pytest.mark.parametrize(("line", "column"), [(None, 1), (1, None), (0, 1), (1, 0), (-3, -3), (2, 1), (10**9, 10**9)])
def test_what_is_no_position_leads_nowhere(line: int | None, column: int | None) -> None:
    assert place(MAP, a_frame(line=line, column=column)) is None


@pytest.mark.parametrize("file", [PART, PART[1:]])
def test_the_map_lies_beside_its_script_at_the_deployments_own_address(file: str) -> None:
    bucket = Bucket()
    maps = SourceMaps(PUBLIC, bucket.fetch)
    assert maps.place(a_frame(file)) == maps.place(a_frame(file))
    assert bucket.asked == [f"{PUBLIC}{PART}.map"]


@pytest.mark.parametrize(
    "file",
    [
        "/loader.js",
        "/assets/core.js",
        "/assets/core-0123456789ab-js",
        "/assets/core-0123456789ab.css",
        "/assets/core-0123456789ab.js.map",
        "/assets/core-0123456789ab.js\n",
        "/assets/core-0123456789ab.js?x",
        "/assets/core-0123456.js",
        "/assets/../core-0123456789ab.js",
        "/assets/%2e%2e/core-0123456789ab.js",
        "/other/assets/core-0123456789ab.js",
        "//evil.example/assets/core-0123456789ab.js",
        "https://evil.example/assets/core-0123456789ab.js",
        "@evil.example/assets/core-0123456789ab.js",
        ".evil.example/assets/core-0123456789ab.js",
        "/assets/core-\u0660123456789ab.js",
        f"/assets/{'x' * 61}-0123456789ab.js",
        "lambdas.chat.talk",
        "",
    ],
)
def test_nothing_is_asked_for_what_is_no_script_of_ours(file: str) -> None:
    bucket = Bucket()
    assert SourceMaps(PUBLIC, bucket.fetch).place(a_frame(file)) is None
    assert bucket.asked == []


def test_a_report_can_not_make_somebody_ask_for_ever_more() -> None:
    bucket = Bucket()
    maps = SourceMaps(PUBLIC, bucket.fetch)
    found = [maps.place(a_frame(f"/assets/core-{number:012x}.js")) for number in range(MAPS + 10)]
    assert len(bucket.asked) == MAPS
    assert found[MAPS - 1]
    assert not any(found[MAPS:])
    assert maps.place(a_frame(f"/assets/core-{0:012x}.js")) == found[0]


class Edge:
    """Answers with ``status`` and ``octets`` and whatever ``headers``; knows what it was asked."""

    def __init__(self) -> None:
        self.status, self.octets, self.headers = 200, MAP, dict[str, str]()
        self.asked: list[tuple[str, dict[str, str]]] = []
        edge = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                edge.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                self.send_response(edge.status)
                for name, value in edge.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(edge.octets)))
                self.end_headers()
                self.wfile.write(edge.octets)

            def log_message(self, *_: object) -> None: ...

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def edge() -> Iterator[Edge]:
    edge = Edge()
    yield edge
    edge.stop()


def test_a_map_is_read_over_http_by_the_name_that_is_asked_for(edge: Edge) -> None:
    public = f"http://chat.localhost:{edge.port}"
    assert SourceMaps(public, fetch).place(a_frame())
    ((path, headers),) = edge.asked
    assert path == f"{PART}.map"
    assert headers["host"] == f"chat.localhost:{edge.port}"
    assert not headers.keys() & {"cookie", "authorization", "referer", "origin"}


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(edge: Edge, status: int) -> None:
    edge.status, edge.headers = status, {"Location": f"http://127.0.0.1:{edge.port}/elsewhere"}
    assert fetch(f"http://127.0.0.1:{edge.port}/map") is None
    assert [path for path, _ in edge.asked] == ["/map"]


@pytest.mark.parametrize("status", [201, 203, 403, 404, 500])
def test_only_what_is_there_is_taken(edge: Edge, status: int) -> None:
    edge.status = status
    assert fetch(f"http://127.0.0.1:{edge.port}/map") is None


def test_no_more_is_taken_than_a_map_may_have(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_maps, "MAP_BYTES", len(MAP))
    assert fetch(f"http://127.0.0.1:{edge.port}/map") == MAP
    monkeypatch.setattr(source_maps, "MAP_BYTES", len(MAP) - 1)
    assert fetch(f"http://127.0.0.1:{edge.port}/map") is None


def test_a_bomb_is_not_unpacked(edge: Edge) -> None:
    edge.headers, edge.octets = {"Content-Encoding": "gzip"}, b"no gzip at all"
    assert fetch(f"http://127.0.0.1:{edge.port}/map") == b"no gzip at all"


def test_nobody_there_is_no_map() -> None:
    assert fetch("http://127.0.0.1:9/map") is None
