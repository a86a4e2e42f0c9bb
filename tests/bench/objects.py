"""S3's objects in memory, as far as the availability file needs them."""

import io
from typing import Any

from botocore.exceptions import ClientError

from tests.billing.metered import Bill
from tests.billing.use import Use


class MeteredObjects:
    """The two operations of boto3's ``s3`` client that are in use. Nobody else writes, so every condition holds."""

    def __init__(self, bill: Bill) -> None:
        self._bill = bill
        self._objects: dict[str, bytes] = {}

    def get_object(self, *, Key: str, **_: Any) -> dict[str, Any]:  # noqa: N803 - boto3's names
        self._bill.count("GetObject", Use(object_reads=1))
        if Key not in self._objects:
            raise ClientError({"Error": {"Code": "NoSuchKey", "Message": ""}}, "GetObject")
        return {"Body": io.BytesIO(self._objects[Key]), "ETag": '"1"'}

    def put_object(self, *, Key: str, Body: bytes, **_: Any) -> dict[str, Any]:  # noqa: N803
        self._bill.count("PutObject", Use(object_writes=1))
        self._objects[Key] = Body
        return {}
