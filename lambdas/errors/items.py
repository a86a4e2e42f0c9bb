"""DynamoDB's form of what is kept of errors: keys, attributes, and the way back. A partition is a day of receipt."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import msgspec

from lambdas.errors.records import Received, StoredFault
from lambdas.protocol.errors import Report, Sample

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

Item = dict[str, "AttributeValueTypeDef"]

KEPT_DAYS: Final = 27
KEPT_SECONDS: Final = KEPT_DAYS * 24 * 60 * 60
"""From the receipt of the first report on. The sweep deletes it within an hour of that, see ``docs/errors.md``."""

FAULT: Final = "fault#"
RESOLVED: Final = "resolved#"
_SAMPLE: Final = "sample#"
_DAY: Final = "day#"


def day_key(day: str) -> str:
    return f"{_DAY}{day}"


def sample_key(fault_id: str) -> str:
    """With what the keys of all samples of a fault begin."""
    return f"{_SAMPLE}{fault_id}#"


def fault_at(day: str, fault_id: str) -> Item:
    """The primary key of what a day knows of a fault."""
    return {"pk": {"S": day_key(day)}, "sk": {"S": f"{FAULT}{fault_id}"}}


def resolved_at(day: str, fault_id: str) -> Item:
    """The primary key of that a fault was said on that day to be resolved."""
    return {"pk": {"S": day_key(day)}, "sk": {"S": f"{RESOLVED}{fault_id}"}}


def fault_id_in(item: Mapping[str, Any]) -> str:
    return str(item["sk"]["S"]).split("#")[1]


def expiry_of(at: int) -> int:
    """In epoch seconds, of what came ``at``, in epoch milliseconds."""
    return at // 1000 + KEPT_SECONDS


def sample_item(day: str, fault_id: str, received: Received) -> Item:
    item: Item = {
        "pk": {"S": day_key(day)},
        "sk": {"S": f"{sample_key(fault_id)}{received.at:013}#{received.report.event_id}"},
        "report": {"S": msgspec.json.encode(received.report).decode()},
        "at": {"N": str(received.at)},
        "expires_at": {"N": str(expiry_of(received.at))},
    }
    return item | ({"site": {"S": received.site}} if received.site else {})


def resolved_item(day: str, fault_id: str, at: int) -> Item:
    return {
        **resolved_at(day, fault_id),
        "at": {"N": str(at)},
        "expires_at": {"N": str(expiry_of(at))},
    }


def stored_fault(item: Mapping[str, Any]) -> StoredFault:
    plain: dict[str, Any] = {name: next(iter(value.values())) for name, value in item.items()}
    return msgspec.convert(
        {
            **plain,
            "fault_id": fault_id_in(item),
            "day": plain["pk"].removeprefix(_DAY),
            "releases": sorted(plain.get("releases", ())),
            "site": plain.get("site"),
        },
        StoredFault,
        # DynamoDB tells numbers as text.
        strict=False,
    )


def stored_sample(item: Mapping[str, Any]) -> Sample:
    return Sample(
        at=int(item["at"]["N"]),
        gone_at=int(item["expires_at"]["N"]) * 1000,
        report=msgspec.json.decode(item["report"]["S"], type=Report),
    )


def is_kept(item: Mapping[str, Any], now: int) -> bool:
    """Whether it is still there for anybody to see: it is deleted later. ``now`` in epoch milliseconds."""
    return now < int(item["expires_at"]["N"]) * 1000
