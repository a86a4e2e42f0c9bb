"""P3: what is sent by contact form stays with the operator, for the group that it is for."""

import ast
import io
from pathlib import Path

import pytest

from lambdas.contact import form_handler, inbox_handler
from tests.promises.conftest import ROOT, Templates
from tests.promises.deployment import DESK, Colleague, Deployment, Guest
from tests.promises.markers import Markers
from tests.promises.promise import promise
from tests.unit.lambdas.world import World

FIELDS = {
    "name": "Käthe Königsknecht-Marker",
    "email": "kaethe.77@marker.example.org",
    "telephone": "+49 30 5550 7731",
    "message": "Ist die grüne Kanne mit dem Sprung noch da?\nDanke!",
}
MARKERS = Markers(FIELDS)
NETWORK = {"urllib", "urllib3", "http", "socket", "requests", "httpx", "aiohttp", "smtplib", "ftplib", "ssl", "asyncio"}
CLIENTS = {"boto3", "botocore", "sentry_sdk"}


@promise("P3", "the table lies in the operator's account and region, encrypted, and is not deleted by mistake")
def test_the_table_is_encrypted_and_stays(templates: Templates) -> None:
    """DynamoDB encrypts every table; only which key does can be chosen.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html
    """
    (table,) = templates["data"].of("AWS::DynamoDB::Table").values()
    assert table["SSESpecification"]["SSEEnabled"] is True
    assert table["DeletionProtectionEnabled"] is True
    assert "ReplicaSpecifications" not in table
    assert "StreamSpecification" not in table


@promise("P3", "only agents of the group and supervisors of the site read it")
def test_nobody_but_its_group_and_its_supervisors_sees_a_contact_request(deployment: Deployment) -> None:
    guest, stranger = Guest(deployment), Guest(deployment)
    status, received = guest.sends_form(FIELDS, group="sales")
    assert status == 201
    sales, service = Colleague(deployment, "ada", "shop.sales"), Colleague(deployment, "bob", "shop.service")
    boss, other = Colleague(deployment, "eve", "shop.supervisor"), Colleague(deployment, "oz", "other.supervisor")
    (seen,) = sales.inbox()
    assert {field["name"]: field["value"] for field in seen["fields"]} == FIELDS
    assert [each["contact_id"] for each in boss.inbox()] == [seen["contact_id"]]
    assert service.inbox() == other.inbox() == []
    change = {"contact_id": seen["contact_id"], "version": 1, "change": {"type": "take"}}
    for somebody in (service, other, guest, stranger):
        answer = somebody.asks(inbox_handler.handler, "/api/contact/changes", change)
        assert answer == (403, {"code": "not_allowed"})
    assert guest.asks(inbox_handler.handler, "/api/contact/search", {"state": "new"})[0] == 403
    assert received["request_id"] in seen["contact_id"]


@promise("P3", "nobody finds out whether, or what, somebody else has sent")
def test_the_same_id_of_another_visitor_tells_nothing(deployment: Deployment) -> None:
    first = Guest(deployment).sends_form(FIELDS, request_id="0123456789abcdef")
    second = Guest(deployment).sends_form({**FIELDS, "name": "Somebody else"}, request_id="0123456789abcdef")
    assert (first[0], second[0]) == (201, 201)
    assert second[1].keys() == {"request_id", "received_at", "deleted_at"}
    assert len(Colleague(deployment, "ada", "shop.service").inbox()) == 2


@promise("P3", "a group is told that there is something new, without a word of it unless the operator says so")
def test_the_note_by_e_mail_has_nothing_of_the_visitor(deployment: Deployment) -> None:
    assert Guest(deployment).sends_form(FIELDS)[0] == 201
    (mail,) = deployment.mails()
    assert DESK in str(mail)
    assert MARKERS.found_in(mail) == set()


@promise("P3", "a group is told that there is something new, without a word of it unless the operator says so")
def test_with_the_setting_the_note_has_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    deployment = Deployment(world, monkeypatch, NOTE_CONTENT="true")
    assert Guest(deployment).sends_form(FIELDS)[0] == 201
    (mail,) = deployment.mails()
    assert FIELDS["email"] in str(mail)


@promise("P3", "it is kept for the days of the settings, and what has expired is not shown, deleted or not")
def test_after_its_retention_nobody_sees_it(deployment: Deployment) -> None:
    guest, ada = Guest(deployment), Colleague(deployment, "ada", "shop.service")
    _, received = guest.sends_form(FIELDS)
    assert (received["deleted_at"] - received["received_at"]) / 86_400_000 == pytest.approx(180, abs=0.001)
    deployment.world.passes(received["deleted_at"] - deployment.world.now - 60_000)
    assert len(Colleague(deployment, "ada", "shop.service").inbox()) == 1
    deployment.world.passes(60_000)
    assert ada.inbox() == []
    (row,) = [row for row in deployment.world.rows() if row["pk"]["S"].startswith("contact#")]
    assert int(row["expires_at"]["N"]) * 1000 == received["deleted_at"]


@promise("P3", "no log, count or answer repeats what was written")
def test_nothing_of_it_is_in_logs_counts_or_answers(
    deployment: Deployment, logged: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    guest = Guest(deployment)
    answers = [
        guest.sends_form(FIELDS),
        guest.sends_form({**FIELDS, "email": FIELDS["name"]}),
        guest.sends_form({**FIELDS, "nonsense": FIELDS["message"]}),
        guest.sends_form(FIELDS, homepage=FIELDS["email"]),
        guest.asks(form_handler.handler, "/api/contact/requests", {"fields": FIELDS}),
    ]
    assert [status for status, _ in answers] == [201, 422, 422, 422, 400]
    output = capsys.readouterr().out
    assert "ContactRequestsRefused" in output
    assert MARKERS.found_in(logged.getvalue(), output, [body for _, body in answers]) == set()
    assert MARKERS.found_in(deployment.world.rows()), "the search finds what is there"


@promise(
    "P3",
    "functions have no way to another host: clients of AWS, the user pool's keys, the operator's own Matomo and Sentry",
)
def test_no_function_can_ask_another_host() -> None:
    found = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in (ROOT / "lambdas").rglob("*.py")
        for name in imported(path) - {"urllib.parse"}
        if name.partition(".")[0] in NETWORK | CLIENTS
    }
    outside_of_aws = {(path, name.partition(".")[0]) for path, name in found if not name.startswith("boto")}
    # The keys of the pool's own address, and the operator's own Sentry and Matomo, if there are any.
    assert outside_of_aws == {
        ("lambdas/identity/keys.py", "urllib3"),
        ("lambdas/aws/errors.py", "sentry_sdk"),
        ("lambdas/aws/tunnel.py", "sentry_sdk"),
        ("lambdas/errors/forwarding.py", "http"),
        ("lambdas/errors/forwarding.py", "ssl"),
        ("lambdas/analytics/matomo.py", "http"),
        ("lambdas/analytics/matomo.py", "ssl"),
    }


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(alias.name for alias in node.names)}
    return names
