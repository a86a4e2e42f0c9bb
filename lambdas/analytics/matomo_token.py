"""The token by which Matomo knows us."""

import re
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.aws.logs import logger

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

KEPT_SECONDS: Final = 300
"""For how long it is trusted; ``cli.analytics`` says so."""

_TOKEN: Final = re.compile(r"[A-Za-z0-9]{32}")
"""Matomo makes 32 hexadecimal digits (``plugins/UsersManager/Model.php``). Something else waits to be replaced."""


def is_token(text: str) -> bool:
    return _TOKEN.fullmatch(text) is not None


class MatomoToken:
    """``now`` is epoch seconds everywhere."""

    def __init__(self, client: "SecretsManagerClient", secret_id: str) -> None:
        self._client = client
        self._id = secret_id
        self._token: str | None = None
        self._read_at = 0

    def get(self, now: int) -> str | None:
        """``None`` when the operator has not written one yet."""
        if self._token is None or now >= self._read_at + KEPT_SECONDS:
            self._read(now)
        return self._token

    def has_changed(self, now: int) -> bool:
        """Whether another one was written since it was last read."""
        before = self._token
        self._read(now)
        return self._token != before

    def _read(self, now: int) -> None:
        try:
            value = self._client.get_secret_value(SecretId=self._id)["SecretString"].strip()
        except (ClientError, BotoCoreError) as error:
            # The one that is known stays good.
            logger().error("token of Matomo not read", extra={"problem": type(error).__name__})
            return
        self._token = value if is_token(value) else None
        self._read_at = now
