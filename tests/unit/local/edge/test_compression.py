import gzip

import brotli  # type: ignore[import-untyped]
import pytest
from multidict import CIMultiDict

from local.edge.compression import compress

SCRIPT = b"export const greeting = 'moin';\n" * 100
BOTH = ("br", "gzip")


def sent(
    body: bytes = SCRIPT,
    *,
    accept: str = "gzip, deflate, br",
    encodings: tuple[str, ...] = BOTH,
    status: int = 200,
    **headers: str,
) -> tuple[bytes, CIMultiDict[str]]:
    answered = CIMultiDict({"Content-Type": "text/javascript", "ETag": '"abc"', **headers})
    return compress(status=status, headers=answered, body=body, accept_encoding=accept, encodings=encodings), answered


def test_brotli_is_preferred_and_marked() -> None:
    body, headers = sent()
    assert brotli.decompress(body) == SCRIPT
    assert (headers["Content-Encoding"], headers["Vary"], headers["ETag"]) == ("br", "Accept-Encoding", 'W/"abc"')


def test_gzip_goes_to_who_knows_nothing_better() -> None:
    body, headers = sent(accept="gzip;q=0.5")
    assert gzip.decompress(body) == SCRIPT
    assert headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "case",
    [
        {"accept": ""},
        {"accept": "identity"},
        {"encodings": ()},
        {"status": 206},
        {"body": SCRIPT[:999]},
        {"body": b"x" * 10_000_001},
        {"Content-Type": "image/png"},
        {"Content-Encoding": "zstd"},
    ],
)
def test_everything_else_goes_as_it_is(case: dict[str, object]) -> None:
    body, headers = sent(**case)  # type: ignore[arg-type]
    assert body == case.get("body", SCRIPT)
    assert headers["ETag"] == '"abc"'
