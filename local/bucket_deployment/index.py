"""What CDK's BucketDeployment does, as far as the stacks use it, with boto3 alone. Runs inside MiniStack only."""

import io
import json
import mimetypes
import urllib.request
import zipfile
from fnmatch import fnmatchcase
from typing import Any

import boto3


def handler(event: dict[str, Any], _: object) -> None:
    """One event of CloudFormation's custom resource protocol; the answer goes to its ``ResponseURL``."""
    try:
        if event["RequestType"] != "Delete":
            _copy(event["ResourceProperties"])
        _answer(event, Status="SUCCESS")
    except Exception as error:
        _answer(event, Status="FAILED", Reason=f"{type(error).__name__}: {error}")
        raise


def _copy(properties: dict[str, Any]) -> None:
    s3 = boto3.client("s3")
    prefix = properties.get("DestinationBucketKeyPrefix", "").strip("/")
    metadata = {key.title().replace("-", ""): value for key, value in properties.get("SystemMetadata", {}).items()}
    sources = zip(properties["SourceBucketNames"], properties["SourceObjectKeys"], _markers(properties), strict=True)
    for bucket, key, markers in sources:
        packed = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            for source, name in _names(archive, properties):
                s3.put_object(
                    Bucket=properties["DestinationBucketName"],
                    Key=f"{prefix}/{name}".lstrip("/"),
                    Body=_filled_in(archive.read(source), markers),
                    **{"ContentType": mimetypes.guess_type(name)[0] or "binary/octet-stream"} | metadata,
                )


def _names(archive: zipfile.ZipFile, properties: dict[str, Any]) -> list[tuple[str, str]]:
    """Each file with the name that it gets: its own, and a second one of the local run's that ``AlsoAs`` may have."""
    names = [name for name in archive.namelist() if not name.endswith("/") and _is_meant(name, properties)]
    others = properties.get("AlsoAs", {})
    return [(name, name) for name in names] + [(name, others[name]) for name in names if name in others]


def _is_meant(name: str, properties: dict[str, Any]) -> bool:
    """Of two patterns that a name has, ``Include`` is given later to AWS's command line, where the later one counts."""
    excluded, included = (
        any(fnmatchcase(name, pattern) for pattern in properties.get(kind, [])) for kind in ("Exclude", "Include")
    )
    return included or not excluded


def _markers(properties: dict[str, Any]) -> list[dict[str, str]]:
    markers: list[dict[str, str]] = properties.get("SourceMarkers") or [{} for _ in properties["SourceObjectKeys"]]
    return markers


def _filled_in(content: bytes, markers: dict[str, str]) -> bytes:
    for marker, value in markers.items():
        content = content.replace(marker.encode(), value.encode())
    return content


def _answer(event: dict[str, Any], **result: str) -> None:
    body = {
        "PhysicalResourceId": event.get("PhysicalResourceId", event["LogicalResourceId"]),
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
    } | result
    request = urllib.request.Request(event["ResponseURL"], data=json.dumps(body).encode(), method="PUT")  # noqa: S310
    urllib.request.urlopen(request, timeout=30).close()  # noqa: S310 - CloudFormation gave the address
