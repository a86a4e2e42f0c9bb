"""DynamoDB's form of contact requests: keys, attributes, and the way back."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import msgspec

from lambdas.contact.records import StoredContactRequest, UsedOnce
from lambdas.protocol.contact import ContactState, FilledField, Note

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

Item = dict[str, "AttributeValueTypeDef"]

REQUEST: Final = "request#"
_CONTACT: Final = "contact#"


def contact_key(site: str, subject: str) -> str:
    """Where the contact requests of one visitor lie, or all that came by a site's plain page."""
    return f"{_CONTACT}{site}.{subject}"


def request_key(request_id: str) -> str:
    return f"{REQUEST}{request_id}"


def key(site: str, subject: str, request_id: str) -> Item:
    """The primary key of one contact request."""
    return {"pk": {"S": contact_key(site, subject)}, "sk": {"S": request_key(request_id)}}


def key_of(contact_id: str) -> Item:
    """The same of a ``<site>.<subject>.<request id>``."""
    site, subject, request_id = contact_id.split(".")
    return key(site, subject, request_id)


def list_key(state: ContactState, group: str) -> str:
    """``group`` is ``<site>.<group>``."""
    return f"contact_{state}#{group}"


def listed_key(received_at: int, request_id: str) -> str:
    return f"{received_at:013}#{request_id}"


def used_item(used: UsedOnce) -> Item:
    return to_item({"pk": f"challenge#{used.nonce}", "sk": "used", "expires_at": used.expires_at})


def contact_item(stored: StoredContactRequest) -> Item:
    plain = msgspec.structs.asdict(stored)
    site, subject, request_id = (plain.pop(name) for name in ("site", "subject", "request_id"))
    return to_item(
        {
            **plain,
            "pk": contact_key(site, subject),
            "sk": request_key(request_id),
            "fields": msgspec.json.encode(stored.fields).decode(),
            "notes": msgspec.json.encode(stored.notes).decode(),
            "list": list_key(stored.state, f"{stored.site}.{stored.group}"),
            "listed": listed_key(stored.received_at, request_id),
        }
    )


def stored_contact(item: Mapping[str, Any]) -> StoredContactRequest:
    plain: dict[str, Any] = {name: int(value["N"]) if "N" in value else value["S"] for name, value in item.items()}
    site, _, subject = plain["pk"].removeprefix(_CONTACT).partition(".")
    return msgspec.convert(
        {
            **plain,
            "request_id": plain["sk"].removeprefix(REQUEST),
            "site": site,
            "subject": subject,
            "fields": msgspec.json.decode(plain["fields"], type=tuple[FilledField, ...]),
            "notes": msgspec.json.decode(plain["notes"], type=tuple[Note, ...]),
        },
        StoredContactRequest,
    )


def to_item(plain: Mapping[str, Any]) -> Item:
    """Text and whole numbers; what is ``None`` is left out."""
    return {name: _attribute(value) for name, value in plain.items() if value is not None}


def _attribute(value: str | int) -> "AttributeValueTypeDef":
    return {"N": str(value)} if isinstance(value, int) else {"S": value}
