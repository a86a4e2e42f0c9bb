"""The files that tell visitors whether somebody answers, for each origin of a site, and for each site by its name.

Written on the condition that nobody else wrote since it was read, and S3 shows each write at once:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html#ConsistencyModel
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import msgspec
from botocore.exceptions import ClientError
from msgspec import Struct

from lambdas.chat.availability import Availability

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CACHED: Final = "public, max-age=15"
"""For so long browsers and CloudFront ask nobody."""

_NOT_THERE: Final = frozenset({"NoSuchKey", "AccessDenied"})
"""What S3 says of an object that is not there: the second to a role that may not list the bucket.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
"""

_OTHERS_WROTE: Final = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"})
"""The last one when the object was deleted meanwhile.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html#conditional-error-response
"""


class Written(Struct, frozen=True, kw_only=True):
    """A file as it was read: its content, and the entity tag of exactly that. Both ``None`` when there is no file.

    The content alone is ``None`` when it is not one of ours.
    """

    content: Availability | None = None
    etag: str | None = None


class AvailabilityFiles:
    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def read(self, name: str) -> Written:
        """``name`` is a page's host or a site's name."""
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=key_of(name))
        except ClientError as error:
            if error.response["Error"]["Code"] in _NOT_THERE:
                return Written()
            raise
        return Written(content=_decoded(answer["Body"].read()), etag=answer["ETag"])

    def replace(self, name: str, written: Written, content: Availability) -> bool:
        """Whether ``written`` was still what lay there."""
        condition = {"IfMatch": written.etag} if written.etag else {"IfNoneMatch": "*"}
        try:
            self._client.put_object(
                Bucket=self._bucket,
                Key=key_of(name),
                Body=msgspec.json.encode(content),
                ContentType="application/json",
                CacheControl=CACHED,
                **condition,  # type: ignore[arg-type]
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in _OTHERS_WROTE:
                return False
            raise
        return True


def key_of(name: str) -> str:
    """Also the path at the edge."""
    return f"availability/{name}.json"


def names_of(site: str, origins: Iterable[str]) -> list[str]:
    """Of a site's files. A page knows its ``location.host``, and one that belongs to several sites says which it is."""
    hosts = [origin.partition("//")[2] for origin in origins]
    return list(dict.fromkeys([*hosts, site]))


def _decoded(body: bytes) -> Availability | None:
    try:
        return msgspec.json.decode(body, type=Availability)
    except msgspec.MsgspecError:
        return None
