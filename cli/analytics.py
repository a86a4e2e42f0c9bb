"""``analytics token | status | redrive``: what stands between this deployment and the operator's Matomo."""

import sys
from argparse import Namespace
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from getpass import getpass
from time import time_ns
from typing import TYPE_CHECKING, Any, Final

import msgspec

from cli.answer import Answer, Say, table
from cli.deployment import Deployment
from cli.errors import WrongUse
from lambdas.analytics.matomo_token import KEPT_SECONDS, is_token
from lambdas.analytics.pauses import Pauses
from lambdas.analytics.records import QueuedBatch

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_HIDDEN_SECONDS: Final = 60
_EMPTY_ANSWERS: Final = 3
"""SQS asks only some of its servers each time, so that one empty answer says little."""


def token(deployment: Deployment, _: Namespace, __: Say) -> Answer:
    """From standard input or a prompt: an argument would stand in the shell's history and in the list of processes."""
    secret = _output(deployment, "MatomoToken")
    written = (getpass("token of Matomo: ") if sys.stdin.isatty() else sys.stdin.read(1024)).strip()
    if not is_token(written):
        raise WrongUse(
            "expected the 32 letters and digits that Matomo shows once, under Personal, Security, Auth tokens"
        )
    deployment.session.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=written)
    minutes = KEPT_SECONDS // 60
    return Answer(data={"written": True}, text=f"written; it is used within {minutes} minutes")


def status(deployment: Deployment, _: Namespace, __: Say) -> Answer:
    """Exit status 1 when somebody has to look."""
    found = _status(deployment)
    return Answer(data=asdict(found), text=table(_in_words(found)), status=1 if found.dead or found.away_since else 0)


def redrive(deployment: Deployment, _: Namespace, __: Say) -> Answer:
    """Those that come while it works stay: they may be the same ones again."""
    sqs = deployment.session.client("sqs")
    dead, events = _output(deployment, "DeadEventsQueue"), _output(deployment, "EventsQueue")
    found = move(sqs, dead, events, time_ns() // 1_000_000)
    said = [f"dead letters that wait for Matomo again: {found.moved}"]
    if found.dropped:
        said.append(f"dropped, as their time is over: {found.dropped}")
    return Answer(data=asdict(found), text="\n".join(said))


@dataclass(frozen=True, kw_only=True)
class Moved:
    moved: int
    dropped: int


def move(sqs: Any, dead: str, events: str, now: int) -> Moved:
    """The dead letters that were there at ``now``, in epoch milliseconds, wait again.

    Those whose time is over do not: nobody would send them any more, and while Matomo is away nobody would drop them.
    By a loop of our own: the function itself has sent them, so SQS knows no queue that they came from. One that is
    moved twice, because this was interrupted, still reaches Matomo once.
    """
    moved = dropped = empty = 0
    while empty < _EMPTY_ANSWERS:
        letters = [letter for letter in _received(sqs, dead) if int(letter["Attributes"]["SentTimestamp"]) <= now]
        empty = 0 if letters else empty + 1
        for letter in letters:
            is_over = _is_over(letter["Body"], now)
            if not is_over:
                sqs.send_message(QueueUrl=events, MessageBody=letter["Body"])
            sqs.delete_message(QueueUrl=dead, ReceiptHandle=letter["ReceiptHandle"])
            dropped += is_over
            moved += not is_over
    return Moved(moved=moved, dropped=dropped)


def _is_over(body: str, now: int) -> bool:
    """One that can not be read may be of another release."""
    try:
        return msgspec.json.decode(body, type=QueuedBatch).deadline * 1000 <= now
    except msgspec.MsgspecError:
        return False


def _received(sqs: Any, queue: str) -> list[Any]:
    answer = sqs.receive_message(
        QueueUrl=queue,
        MaxNumberOfMessages=10,
        VisibilityTimeout=_HIDDEN_SECONDS,
        WaitTimeSeconds=1,
        MessageSystemAttributeNames=["SentTimestamp"],
    )
    letters: list[Any] = answer.get("Messages", [])
    return letters


@dataclass(frozen=True, kw_only=True)
class Status:
    """``waiting`` and ``under_way`` are messages with some events each, as many as SQS thinks; ``dead`` are events.

    ``oldest_seconds`` is how long the oldest has waited, as of the last minutes; ``None`` while nothing is known.
    ``reading`` is what Lambda says of the reading of the queue. Times in epoch seconds.
    """

    waiting: int
    under_way: int
    oldest_seconds: int | None
    dead: int
    reading: str
    away_since: int | None
    reason: str | None


def _status(deployment: Deployment) -> Status:
    client = deployment.session.client
    events = _output(deployment, "EventsQueue")
    waiting, under_way = _lengths(client("sqs"), events)
    dead, looked_at = _lengths(client("sqs"), _output(deployment, "DeadEventsQueue"))
    pause = Pauses(client("dynamodb"), _output(deployment, "ClaimsTable")).find()
    mapping = client("lambda").get_event_source_mapping(UUID=_output(deployment, "ForwardMapping"))
    away_since = pause.away_since if pause else 0
    return Status(
        waiting=waiting,
        under_way=under_way,
        oldest_seconds=_age(client("cloudwatch"), events.rsplit("/", 1)[-1]) if waiting else 0,
        dead=dead + looked_at,
        reading=mapping["State"],
        away_since=away_since or None,
        reason=pause.reason if pause and away_since else None,
    )


def _lengths(sqs: "SQSClient", queue: str) -> tuple[int, int]:
    """Those that wait, and those that somebody has."""
    told: Any = sqs.get_queue_attributes(
        QueueUrl=queue, AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    )["Attributes"]
    return int(told["ApproximateNumberOfMessages"]), int(told["ApproximateNumberOfMessagesNotVisible"])


def _age(cloudwatch: Any, queue: str) -> int | None:
    """SQS itself does not say it. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html"""
    now = datetime.now(UTC)
    points = cloudwatch.get_metric_statistics(
        Namespace="AWS/SQS",
        MetricName="ApproximateAgeOfOldestMessage",
        Dimensions=[{"Name": "QueueName", "Value": queue}],
        StartTime=now - timedelta(minutes=15),
        EndTime=now,
        Period=60,
        Statistics=["Maximum"],
    )["Datapoints"]
    newest: Any = max(points, key=lambda point: point["Timestamp"], default=None)
    return None if newest is None else int(newest["Maximum"])


def _in_words(found: Status) -> list[tuple[str, str]]:
    age = "not known yet" if found.oldest_seconds is None else _duration(found.oldest_seconds)
    away = f"since {_time(found.away_since)}: {found.reason}" if found.away_since else "no"
    return [
        ("batches that wait", str(found.waiting)),
        ("batches under way", str(found.under_way)),
        ("the oldest waits", age if found.waiting else "-"),
        ("dead letters", str(found.dead)),
        ("Matomo is away", away),
        ("the queue is read", found.reading.lower()),
    ]


def _duration(seconds: int) -> str:
    return str(timedelta(seconds=seconds))


def _time(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"


def _output(deployment: Deployment, name: str) -> str:
    if deployment.settings.analytics is None:
        raise WrongUse("nothing is analysed: the settings have no table [analytics]")
    return deployment.output(name)
