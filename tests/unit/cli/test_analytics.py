"""The token is written, what waits is shown, and dead letters are brought back."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import boto3
import msgspec
import pytest

from cli import analytics
from cli.__main__ import main
from cli.analytics import Moved, move
from cli.deployment import Deployment
from lambdas.analytics.claims import Claims
from lambdas.analytics.outcomes import Standing
from lambdas.analytics.pauses import Pauses
from lambdas.analytics.records import QueuedBatch
from tests.forwarding.receiver import TOKEN
from tests.unit.cli.conftest import REGION, SETTINGS
from tests.unit.lambdas.analytics.forward_world import batch, request

Capture = pytest.CaptureFixture[str]
MAPPING = "11111111-2222-3333-4444-555555555555"
NOW = 1_800_000_000


class Account:
    """Queues, table and secret of their own, whatever other tests have left."""

    def __init__(self, outputs: dict[str, str], name: str) -> None:
        self.sqs: Any = boto3.client("sqs", region_name=REGION)
        self.dynamodb: Any = boto3.client("dynamodb", region_name=REGION)
        self.secrets: Any = boto3.client("secretsmanager", region_name=REGION)
        self.events: str = self.sqs.create_queue(QueueName=f"{name}-events")["QueueUrl"]
        self.dead: str = self.sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
        self.table = f"{name}-claims"
        self.dynamodb.create_table(
            TableName=self.table,
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        self.secret: str = self.secrets.create_secret(Name=f"{name}-token", SecretString="{}")["ARN"]
        self.outputs = outputs | {
            "EventsQueue": self.events,
            "DeadEventsQueue": self.dead,
            "ClaimsTable": self.table,
            "MatomoToken": self.secret,
            "ForwardMapping": MAPPING,
        }

    def bodies(self, queue: str) -> list[str]:
        received = self.sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=0)
        return sorted(each["Body"] for each in received.get("Messages", []))


@pytest.fixture
def account_with_analytics(
    account: dict[str, str], settings: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Account]:
    settings.write_text(
        SETTINGS.format(name="tresen").replace("groups =", "matomo_site = 1\ngroups =")
        + '[analytics]\nmatomo_url = "https://matomo.example.com/"\n'
    )
    made = Account(account, f"a{abs(hash(request.node.name))}")
    monkeypatch.setattr(Deployment, "outputs", made.outputs)
    with patch.object(analytics, "_EMPTY_ANSWERS", 1):
        yield made


def write(text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    return main(["analytics", "token"])


def status(capsys: Capture, expected: int = 0) -> dict[str, Any]:
    capsys.readouterr()

    class Lambda:
        def get_event_source_mapping(self, *, UUID: str) -> dict[str, str]:  # noqa: N803 - as boto3 has it
            assert UUID == MAPPING
            return {"State": "Enabled"}

    make = boto3.Session.client
    with patch.object(
        boto3.Session,
        "client",
        lambda self, name, **told: Lambda() if name == "lambda" else make(self, name, **told),
    ):
        assert main(["analytics", "status", "--json"]) == expected
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_a_token_from_standard_input_is_written(
    account_with_analytics: Account, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert write(f"{TOKEN}\n", monkeypatch) == 0
    secret = account_with_analytics.secrets.get_secret_value(SecretId=account_with_analytics.secret)
    assert secret["SecretString"] == TOKEN
    assert TOKEN not in "".join(capsys.readouterr())


def test_a_terminal_is_asked_for_it(account_with_analytics: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr(analytics, "getpass", lambda _: TOKEN)
    assert main(["analytics", "token"]) == 0


@pytest.mark.parametrize("text", ["", "x", f"{TOKEN}0", f"{TOKEN} {TOKEN}"])
def test_what_is_no_token_is_wrong_use_and_not_shown(
    account_with_analytics: Account, monkeypatch: pytest.MonkeyPatch, capsys: Capture, text: str
) -> None:
    assert write(text, monkeypatch) == 2
    error = capsys.readouterr().err
    assert "32 letters and digits" in error
    assert TOKEN not in error
    secret = account_with_analytics.secrets.get_secret_value(SecretId=account_with_analytics.secret)
    assert secret["SecretString"] == "{}"


def test_a_token_is_no_argument(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["analytics", "token", TOKEN])
    assert exit_.value.code == 2


@pytest.mark.parametrize("command", ["token", "status", "redrive"])
@pytest.mark.usefixtures("account", "settings")
def test_without_analytics_it_is_wrong_use(command: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(TOKEN))
    assert main(["analytics", command]) == 2
    assert "no table [analytics]" in capsys.readouterr().err


def test_nothing_waits_and_all_is_well(account_with_analytics: Account, capsys: Capture) -> None:
    assert status(capsys) == {
        "waiting": 0,
        "under_way": 0,
        "oldest_seconds": 0,
        "dead": 0,
        "reading": "Enabled",
        "away_since": None,
        "reason": None,
    }


def test_what_waits_and_what_is_dead_is_counted(account_with_analytics: Account, capsys: Capture) -> None:
    made = account_with_analytics
    for queue in (made.events, made.events, made.dead):
        made.sqs.send_message(QueueUrl=queue, MessageBody="x")
    made.sqs.receive_message(QueueUrl=made.events, MaxNumberOfMessages=1)
    found = status(capsys, 1)
    assert (found["waiting"], found["under_way"], found["dead"]) == (1, 1, 1)


def test_an_absence_is_shown_with_its_reason(account_with_analytics: Account, capsys: Capture) -> None:
    made = account_with_analytics
    Pauses(made.dynamodb, made.table).note(Standing.TOKEN_REFUSED, 1, NOW)
    found = status(capsys, 1)
    assert (found["away_since"], found["reason"]) == (NOW, "token_refused")


def test_a_person_reads_it_in_words(account_with_analytics: Account) -> None:
    found = analytics.Status(
        waiting=3, under_way=0, oldest_seconds=3700, dead=2, reading="Disabled", away_since=NOW, reason="busy"
    )
    words = dict(analytics._in_words(found))
    assert words["the oldest waits"] == "1:01:40"
    assert words["Matomo is away"] == "since 2027-01-15 08:00:00 UTC: busy"
    assert words["the queue is read"] == "disabled"


def test_dead_letters_wait_again(account_with_analytics: Account, capsys: Capture) -> None:
    made = account_with_analytics
    for number in range(12):
        made.sqs.send_message(QueueUrl=made.dead, MessageBody=f"letter {number}")
    assert main(["analytics", "redrive", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"moved": 12, "dropped": 0}
    assert made.bodies(made.dead) == []
    assert len(made.bodies(made.events)) == 10
    assert main(["analytics", "redrive"]) == 0
    assert "wait for Matomo again: 0" in capsys.readouterr().out


def test_a_letter_that_comes_meanwhile_stays(account_with_analytics: Account) -> None:
    made = account_with_analytics
    made.sqs.send_message(QueueUrl=made.dead, MessageBody="new")
    assert move(made.sqs, made.dead, made.events, NOW) == Moved(moved=0, dropped=0)
    assert made.bodies(made.events) == []


def test_a_letter_whose_time_is_over_does_not_wait_again(
    account_with_analytics: Account, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While Matomo is away it would lie there for another ``waiting_days``."""
    made = account_with_analytics
    over, good = batch("over", deadline=NOW), batch("good", deadline=NOW + 1)
    for each in (over, good):
        made.sqs.send_message(QueueUrl=made.dead, MessageBody=msgspec.json.encode(each).decode())
    monkeypatch.setattr(analytics, "time_ns", lambda: NOW * 1_000_000_000)
    assert main(["analytics", "redrive"]) == 0
    assert capsys.readouterr().out == "dead letters that wait for Matomo again: 1\ndropped, as their time is over: 1\n"
    assert made.bodies(made.dead) == []
    assert [msgspec.json.decode(body, type=QueuedBatch) for body in made.bodies(made.events)] == [good]


def test_the_claims_work_on_the_local_run_too(account_with_analytics: Account) -> None:
    """MiniStack is another DynamoDB than moto."""
    ids = iter("123456789")
    claims = Claims(account_with_analytics.dynamodb, account_with_analytics.table, lambda: next(ids))
    two = batch("two", request("a"), request("b"))
    first = claims.claim(two, NOW, NOW + 60)
    assert first is not None
    assert first.free == {0, 1}
    assert claims.claim(two, NOW, NOW + 60) is None
    claims.note(first, settled=[0], is_over=False)
    later = claims.claim(two, NOW + 60, NOW + 120)
    assert later is not None
    assert (sorted(later.free), sorted(later.unknown)) == ([], [1])
    claims.note(first, released=[1], is_over=True)
    claims.note(later, settled=[1], is_over=True)
    done = claims.claim(two, NOW + 61, NOW + 121)
    assert done is not None
    assert not done.free | done.unknown
