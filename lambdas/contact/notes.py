"""Tells a group by e-mail that there is something new. That it can not is no reason to refuse a contact request."""

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.aws.logs import logger
from lambdas.contact.forms import Forms
from lambdas.contact.mail import Mail, mail_of
from lambdas.contact.records import StoredContactRequest
from lambdas.contact.store import ContactStore

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client


class Notes:
    """Without a ``sender`` nobody is told."""

    def __init__(
        self,
        client: "SESV2Client",
        store: ContactStore,
        *,
        forms: Forms,
        sender: str,
        public_url: str,
        content: bool,
    ) -> None:
        self._client = client
        self._store = store
        self._forms = forms
        self._sender = sender
        self._public_url = public_url
        self._content = content

    def tell(self, stored: StoredContactRequest, now: int) -> None:
        """Once, unless two sendings of one request meet. Never raises. ``now`` in epoch milliseconds."""
        receivers = self._forms[stored.site].notify
        if not (self._sender and receivers) or stored.noted_at is not None:
            return
        try:
            self._send(mail_of(stored, self._public_url, content=self._content), receivers)
            self._store.noted(stored, now)
        except (ClientError, BotoCoreError) as error:
            # What is logged as an error is counted, and somebody is told of it: see stacks.alarms.
            logger().error("nobody told of a contact request", extra={"problem": _problem(error)})

    def _send(self, mail: Mail, receivers: list[str]) -> None:
        self._client.send_email(
            FromEmailAddress=self._sender,
            Destination={"ToAddresses": receivers},
            Content={
                "Simple": {
                    "Subject": {"Data": mail.subject, "Charset": "UTF-8"},
                    "Body": {"Text": {"Data": mail.text, "Charset": "UTF-8"}},
                }
            },
        )


def _problem(error: ClientError | BotoCoreError) -> str:
    return error.response["Error"].get("Code", "") if isinstance(error, ClientError) else type(error).__name__
