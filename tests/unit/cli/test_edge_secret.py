"""The secret header gets a new value, and at no moment does CloudFront send one that a function refuses."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import boto3
import pytest

from cli.edge_secret import READ_BY_ALL_SECONDS, EdgeSecret, Sender, rotate
from cli.errors import Failed

pytestmark = pytest.mark.usefixtures("account")


class World:
    """The secret and the distribution, and a clock that only moves when somebody sleeps."""

    def __init__(self, header: str = "X-Tresen-Edge") -> None:
        self.secrets = boto3.client("secretsmanager", region_name="eu-central-1")
        self.cloudfront = boto3.client("cloudfront", region_name="eu-central-1")
        values = json.dumps({"current": "one", "previous": ""})
        self.secret_id = self.secrets.create_secret(Name=f"edge-{uuid.uuid4()}", SecretString=values)["ARN"]
        self.distribution_id = self.cloudfront.create_distribution(DistributionConfig=_config(header))["Distribution"][
            "Id"
        ]
        self.secret = EdgeSecret(self.secrets, self.secret_id)
        self.sender = Sender(self.cloudfront, self.distribution_id)
        self.now = self.secret.read().since
        self.slept: list[float] = []

    def sent(self) -> str:
        config: Any = self.cloudfront.get_distribution_config(Id=self.distribution_id)["DistributionConfig"]
        return str(config["Origins"]["Items"][1]["CustomHeaders"]["Items"][0]["HeaderValue"])

    def accepted(self) -> tuple[str, str]:
        values = self.secret.read()
        return values.current, values.previous

    def rotate(self, when_asleep: Callable[[], None] = lambda: None) -> None:
        def sleep(seconds: float) -> None:
            self.slept.append(seconds)
            when_asleep()

        rotate(self.secret, self.sender, lambda _: None, sleep=sleep, now=lambda: self.now)


def _config(header: str) -> Any:
    own = {"Quantity": 1, "Items": [{"HeaderName": header, "HeaderValue": "one"}]}
    s3 = {"Id": "s3", "DomainName": "b.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}
    api = {"Id": "api", "DomainName": "a.example.com", "CustomHeaders": own}
    custom = {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}
    return {
        "CallerReference": header,
        "Comment": "",
        "Enabled": True,
        "Origins": {"Quantity": 2, "Items": [s3, api | {"CustomOriginConfig": custom}]},
        "DefaultCacheBehavior": {"TargetOriginId": "api", "ViewerProtocolPolicy": "https-only"},
    }


def test_the_old_value_stays_good_until_cloudfront_has_long_sent_the_new_one() -> None:
    world = World()

    def while_functions_read_it() -> None:
        current, previous = world.accepted()
        assert previous == "one"
        assert current not in {"", "one"}
        assert world.sent() == "one"

    world.rotate(while_functions_read_it)

    assert world.slept == [pytest.approx(READ_BY_ALL_SECONDS, abs=5)]
    current, previous = world.accepted()
    assert (world.sent(), previous) == (current, "")


def test_every_rotation_makes_another_value() -> None:
    world = World()
    world.rotate()
    first = world.sent()
    world.rotate()
    assert len({"one", first, world.sent()}) == 3


def test_a_rotation_that_was_broken_off_is_taken_up() -> None:
    world = World()
    world.secret.write(current="two", previous="one")
    world.now = world.secret.read().since + 60
    world.rotate()
    assert world.slept == [pytest.approx(READ_BY_ALL_SECONDS - 60, abs=5)]
    assert world.sent() == "two"
    assert world.accepted() == ("two", "")


def test_nobody_waits_again_for_functions_that_have_long_read_it() -> None:
    world = World()
    world.secret.write(current="two", previous="one")
    world.now = world.secret.read().since + READ_BY_ALL_SECONDS + 1
    world.rotate()
    assert world.slept == []
    assert world.sent() == "two"


def test_a_distribution_without_the_header_keeps_both_values_good() -> None:
    world = World(header="X-Other")
    with pytest.raises(Failed, match="sends no header"):
        world.rotate()
    assert world.accepted()[1] == "one"
