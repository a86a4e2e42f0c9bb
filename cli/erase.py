"""``erase``: deletes all that is kept of somebody, and prints the receipts."""

import time
from argparse import Namespace
from typing import Final
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError

from cli.answer import Answer, Say
from cli.deployment import Deployment
from cli.errors import Failed, WrongUse
from cli.people import confirm, selected
from lambdas.aws.connections import Connections
from lambdas.aws.transient import is_transient
from lambdas.chat.delivery import Delivery
from lambdas.chat.store import ChatStore
from lambdas.privacy.erasure import Erasures
from lambdas.privacy.receipts import ReceiptKey, receipt_of
from lambdas.privacy.records import By, Erasure, Requester, Scope
from lambdas.privacy.store import PrivacyStore

_TRIES: Final = 5
_WAIT_SECONDS: Final = 2.0


def command(deployment: Deployment, arguments: Namespace, say: Say) -> Answer:
    named = [arguments.visitor, arguments.contact, arguments.email]
    if arguments.resume:
        if named != [None, None, None]:
            raise WrongUse("--resume names nobody: it goes on with all that was interrupted")
        return _resumed(deployment, say)
    if named == [None, None, None]:
        raise WrongUse("say whom: --visitor, --contact or --email; or --resume for what was interrupted")
    people = selected(deployment, arguments, say)
    confirm(people, arguments, say, question="Delete all of it, for good?")
    erasures, requester = erasures_of(deployment), operator(deployment)
    receipts = [_receipt(deployment, _erased(erasures, each.scope, requester, say)) for each in people]
    subjects = [each.scope.subject for each in people]
    lines = [f"{subject}: all that was kept is deleted" for subject in subjects]
    text = "\n".join([*lines, "", *receipts])
    return Answer(data={"erased": subjects, "receipts": receipts}, text=text)


def erasures_of(deployment: Deployment) -> Erasures:
    """What the function works with, on the operator's own credentials."""
    dynamodb, table = deployment.session.client("dynamodb"), deployment.output("ChatTable")
    url = deployment.output("ConnectionsUrl")
    gateway = deployment.session.client("apigatewaymanagementapi", endpoint_url=url)
    retention = deployment.settings.retention
    return Erasures(
        PrivacyStore(dynamodb, table),
        Delivery(ChatStore(dynamodb, table), Connections(gateway)),
        recovery_days=retention.recovery_days,
        audit_days=retention.audit_days,
        new_id=lambda: str(uuid4()),
    )


def operator(deployment: Deployment) -> Requester:
    """By AWS's unique id, which is no name and is never given to anybody else.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    """
    identity = deployment.session.client("sts").get_caller_identity()
    return Requester(by=By.OPERATOR, actor=identity["UserId"].partition(":")[0])


def _erased(erasures: Erasures, scope: Scope, requester: Requester, say: Say) -> Erasure:
    """Step by step to its end. Raises ``Failed`` when the table is always too busy."""
    failures = 0
    while True:
        try:
            erasure = erasures.erase(scope, requester, _now())
        except (ClientError, BotoCoreError) as error:
            failures += 1
            if not is_transient(error):
                raise
            if failures == _TRIES:
                raise Failed("the table is too busy; cli erase --resume goes on later") from error
            time.sleep(_WAIT_SECONDS)
            continue
        except KeyboardInterrupt:
            say("what was begun comes to its end within the hour; cli erase --resume brings it there now")
            raise
        if erasure.erased_at is not None:
            return erasure
        say(f"{scope.subject}: deleted so far: {sum(erasure.counts.values())}")


def _resumed(deployment: Deployment, say: Say) -> Answer:
    """Those that are due are looked after, until none of them is."""
    erasures = erasures_of(deployment)
    store = PrivacyStore(deployment.session.client("dynamodb"), deployment.output("ChatTable"))
    now, ended = _now(), 0
    due = list(store.due(now))
    for number, erasure in enumerate(due, start=1):
        say(f"{number} of {len(due)}")
        ended += _erased(erasures, erasure.scope, erasure.requester, say).erased_at is not None
    return Answer(data={"resumed": ended}, text=f"erasures brought to an end: {ended}")


def _receipt(deployment: Deployment, erasure: Erasure) -> str:
    if erasure.erased_at is None:
        raise AssertionError("an erasure that came to its end says when")
    secrets = deployment.session.client("secretsmanager")
    key = ReceiptKey(secrets.get_secret_value(SecretId=deployment.output("ReceiptSecret"))["SecretString"])
    receipt = receipt_of(
        erasure,
        erasure.erased_at,
        issuer=deployment.output("PublicUrl"),
        recovery_days=deployment.settings.retention.recovery_days,
    )
    return key.sign(receipt)


def _now() -> int:
    return time.time_ns() // 1_000_000
