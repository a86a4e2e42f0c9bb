"""A botocore session that begins fast.

What boto3 adds to botocore is nothing that we use. And for its first client botocore looks at every service that AWS
has, and reads a list of all their endpoints, which the rules that come with each service have replaced: most of the
time that a client takes. ``make bench PARTS=start`` shows it.
"""

from functools import cache
from typing import Any, Final

from botocore.loaders import Loader
from botocore.session import Session

SERVICES: Final = ("apigatewaymanagementapi", "dynamodb", "lambda", "s3", "secretsmanager", "sesv2", "sqs")
"""All that the functions have clients for."""

_ENDPOINTS: Final = {"version": 3, "partitions": []}


class _OurServices(Loader):
    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002
        return list(SERVICES)

    def load_data(self, name: str) -> Any:
        return _ENDPOINTS if name == "endpoints" else super().load_data(name)


@cache
def session() -> Session:
    """The one of this process, so that what one client has read serves the next."""
    made = Session()
    made.register_component("data_loader", _OurServices())
    return made
