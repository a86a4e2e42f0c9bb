"""The way of our own errors: Sentry's envelopes, handed to the function that takes error reports."""

from typing import TYPE_CHECKING

import msgspec
from sentry_sdk.transport import Transport

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from sentry_sdk.envelope import Envelope


class Tunnel(Transport):
    """Lambda keeps the envelope until the function has taken it, an hour at the longest."""

    def __init__(self, client: "LambdaClient", function: str) -> None:
        super().__init__()
        self._client = client
        self._function = function

    def capture_envelope(self, envelope: "Envelope") -> None:
        """Raises what Lambda says."""
        payload = msgspec.json.encode({"envelope": envelope.serialize().decode()})
        self._client.invoke(FunctionName=self._function, InvocationType="Event", Payload=payload)
