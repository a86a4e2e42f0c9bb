"""``rotate-edge-secret``: a new value for the header by which the functions know CloudFront, with no request lost.

1. The secret gets a new current value and keeps the old one as its previous. The functions accept both, each as soon as
   it reads the secret anew.
2. Once every function has, CloudFront sends the new value.
3. Once every edge location does, the previous value is dropped.

A run that was broken off is taken up where it ended: the secret itself says how far it came.
"""

import json
import secrets
import time
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cli.answer import Answer, Say
from cli.deployment import Deployment
from cli.errors import Failed
from lambdas.aws.edge import HEADER, KEPT_SECONDS

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_secretsmanager import SecretsManagerClient

READ_BY_ALL_SECONDS: Final = KEPT_SECONDS + 60
"""After so long every function has read a value that was written, however long its own clock and the call took."""


@dataclass(frozen=True, kw_only=True)
class Values:
    """What the functions accept; ``previous`` is empty unless a rotation is under way. ``since`` in epoch seconds."""

    current: str
    previous: str
    since: float


class EdgeSecret:
    """The secret in Secrets Manager."""

    def __init__(self, client: "SecretsManagerClient", secret_id: str) -> None:
        self._client = client
        self._id = secret_id

    def read(self) -> Values:
        answer = self._client.get_secret_value(SecretId=self._id)
        values = json.loads(answer["SecretString"])
        return Values(
            current=values["current"], previous=values.get("previous", ""), since=answer["CreatedDate"].timestamp()
        )

    def write(self, *, current: str, previous: str) -> None:
        self._client.put_secret_value(
            SecretId=self._id, SecretString=json.dumps({"current": current, "previous": previous})
        )


class Sender:
    """The distribution, as far as it sends the header."""

    def __init__(self, client: "CloudFrontClient", distribution_id: str) -> None:
        self._client = client
        self._id = distribution_id

    def send(self, value: str) -> None:
        """Raises ``Failed`` when no origin is sent the header."""
        answer = self._client.get_distribution_config(Id=self._id)
        config: Any = answer["DistributionConfig"]
        headers = [header for origin in config["Origins"]["Items"] for header in _edge_headers(origin)]
        if not headers:
            raise Failed(f"the distribution {self._id} sends no header {HEADER}")
        if all(header["HeaderValue"] == value for header in headers):
            return
        for header in headers:
            header["HeaderValue"] = value
        self._client.update_distribution(Id=self._id, DistributionConfig=config, IfMatch=answer["ETag"])

    def await_deployed(self) -> None:
        """Until every edge location knows: some minutes."""
        self._client.get_waiter("distribution_deployed").wait(Id=self._id)


def rotate(
    secret: EdgeSecret,
    sender: Sender,
    say: Say,
    *,
    sleep: Callable[[float], None] = time.sleep,
    now: Callable[[], float] = time.time,
) -> None:
    """``sleep`` and ``now`` in seconds. Can be run again at any time after it was broken off."""
    values = secret.read()
    if values.previous:
        say("going on with the rotation that was broken off")
    else:
        say("writing a new value; the old one stays good")
        secret.write(current=secrets.token_urlsafe(32), previous=values.current)
        values = secret.read()
    rest = values.since + READ_BY_ALL_SECONDS - now()
    if rest > 0:
        say(f"waiting {rest / 60:.0f} minutes, until every function has read it")
        sleep(rest)
    say("telling CloudFront to send the new value, and waiting until every edge location does")
    sender.send(values.current)
    sender.await_deployed()
    say("dropping the old value")
    secret.write(current=values.current, previous="")


def command(deployment: Deployment, _: Namespace, say: Say) -> Answer:
    rotate(
        EdgeSecret(deployment.session.client("secretsmanager"), deployment.output("EdgeSecret")),
        Sender(deployment.session.client("cloudfront"), deployment.output("DistributionId")),
        say,
    )
    return Answer(data={"rotated": True}, text="the secret header has a new value, and the old one is refused")


def _edge_headers(origin: Any) -> list[Any]:
    headers: list[Any] = origin.get("CustomHeaders", {}).get("Items", [])
    return [header for header in headers if header["HeaderName"].lower() == HEADER]
