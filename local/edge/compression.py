"""Which answers CloudFront compresses, and how it marks them.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
"""

import gzip
from collections.abc import Sequence

import brotli  # type: ignore[import-untyped]
from multidict import CIMultiDict

_SIZES = range(1_000, 10_000_001)
_STATUSES = {200, 403, 404}
# Of the page's list of types, those that a chat serves.
_TYPES = {
    "application/javascript",
    "application/json",
    "font/ttf",
    "image/svg+xml",
    "text/css",
    "text/html",
    "text/javascript",
    "text/plain",
}


def compress(
    *, status: int, headers: CIMultiDict[str], body: bytes, accept_encoding: str, encodings: Sequence[str]
) -> bytes:
    """The body as it is sent; when that is a compressed one, ``headers`` are changed to say so.

    ``encodings`` are those that the cache behaviour allows, best first.
    """
    accepted = {name.partition(";")[0].strip() for name in accept_encoding.split(",")}
    encoding = next((name for name in encodings if name in accepted), None)
    if encoding is None or not _compressible(status, headers, body):
        return body
    headers["Content-Encoding"] = encoding
    headers["Vary"] = "Accept-Encoding"
    if headers.get("ETag", "").startswith('"'):
        headers["ETag"] = f"W/{headers['ETag']}"
    return brotli.compress(body) if encoding == "br" else gzip.compress(body, mtime=0)


def _compressible(status: int, headers: CIMultiDict[str], body: bytes) -> bool:
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return status in _STATUSES and len(body) in _SIZES and kind in _TYPES and "Content-Encoding" not in headers
