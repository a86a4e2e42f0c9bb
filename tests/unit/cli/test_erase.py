"""Erasure, export and receipts from the command line, as an operator asks for them."""

import io
import json
import time
from pathlib import Path
from typing import Any

import boto3
import pytest
from msgspec.json import encode

from cli.__main__ import main
from lambdas.chat.items import entry_item
from lambdas.chat.records import StoredEntry
from lambdas.contact.items import contact_item
from lambdas.contact.records import StoredContactRequest
from lambdas.privacy.receipts import ReceiptKey
from lambdas.privacy.records import By, Erasure, Requester, Scope
from lambdas.privacy.store import PrivacyStore
from lambdas.protocol.contact import FilledField, Note
from lambdas.protocol.entries import Message, Party
from lambdas.protocol.privacy import Jwks
from tests.unit.cli.conftest import Gateway

NOW = int(time.time() * 1000)
HOSTILE = "<script>alert(1)</script>"


def dynamodb() -> Any:
    return boto3.client("dynamodb", region_name="eu-central-1")


def visitor(letter: str) -> str:
    return f"shop.{letter * 43}"


def request(subject: str, letter: str, email: str) -> dict[str, Any]:
    return contact_item(
        StoredContactRequest(
            request_id=letter * 32,
            site="shop",
            subject=subject,
            group="service",
            locale="de",
            fields=(
                FilledField(name="email", value=email),
                FilledField(name="message", value=f"{HOSTILE} Grüße"),
                FilledField(name="size", value="XL", label="Größe & <Farbe>"),
            ),
            notes=(Note(at=NOW, agent_id="ada-id", text="rief an"),),
            received_at=NOW,
            changed_at=NOW,
            expires_at=NOW // 1000 + 3600,
            agent_id="ada-id",
        )
    )


def entry(subject: str, seq: int) -> dict[str, Any]:
    said = Message(seq=seq, at=NOW - 3_600_000, author=Party.AGENT, client_message_id="m", text=f"{HOSTILE} ja", seen=0)
    return entry_item(subject, StoredEntry(entry=said, agent_id="ada-id", expires_at=NOW // 1000 + 3600))


@pytest.fixture
def table(account: dict[str, str], settings: Path) -> str:
    """With two visitors and two contact requests of the plain page."""
    name = account["ChatTable"]
    for row in dynamodb().scan(TableName=name)["Items"]:
        dynamodb().delete_item(TableName=name, Key={"pk": row["pk"], "sk": row["sk"]})
    connection = {
        "pk": {"S": f"conversation#{visitor('v')}"},
        "sk": {"S": "connection#abc="},
        "party": {"S": "visitor"},
        "expires_at": {"N": str(NOW // 1000 + 3600)},
    }
    rows = [entry(visitor("v"), seq) for seq in range(1, 131)] + [entry(visitor("w"), 1), connection]
    rows += [request("v" * 43, "1", "V@Example.com"), request("w" * 43, "2", "w@example.com")]
    rows += [request("page", "3", "v@example.com"), request("page", "4", "w@example.com")]
    for row in rows:
        dynamodb().put_item(TableName=name, Item=row)
    return name


def keys(table: str) -> set[tuple[str, str]]:
    return {(row["pk"]["S"], row["sk"]["S"]) for row in dynamodb().scan(TableName=table)["Items"]}


def test_a_visitor_is_erased_and_the_receipt_can_be_verified(
    table: str, tmp_path: Path, gateway: Gateway, capsys: pytest.CaptureFixture[str]
) -> None:
    before = keys(table)
    gateway.posted.clear()
    assert main(["erase", "--visitor", visitor("v"), "--yes", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["erased"] == [visitor("v")]
    after = keys(table)
    assert {key for key in before - after if "v" * 43 not in key[0]} == set()
    left = {(pk, sk) for pk, sk in after if "v" * 43 in pk}
    assert left == {
        (f"erased#{visitor('v')}", "erasure"),
        (f"conversation#{visitor('v')}", "000000000131"),
        *((f"conversation#{visitor('v')}", sk) for sk in ("mark#agent", "mark#visitor", "state")),
    }
    assert [json.loads(frame)["type"] for _, frame in gateway.posted] == ["conversation_erased"]
    (audited,) = (row for row in dynamodb().scan(TableName=table)["Items"] if row["pk"]["S"] == "audit#shop")
    assert (audited["by"]["S"], audited["what"]["S"]) == ("operator", "erased")
    assert audited["actor"]["S"]
    assert "v" * 43 not in json.dumps(audited)

    receipt = tmp_path / "receipt"
    receipt.write_text(answer["receipts"][0] + "\n")
    assert main(["receipts", "verify", str(receipt), "--json"]) == 0
    verified = json.loads(capsys.readouterr().out)["receipt"]
    assert verified["erased"] == {"conversation": 130, "contact_requests": 1, "connections": 1}
    assert verified["backups_until"] - verified["erased_at"] == 7 * 24 * 3600
    assert verified["by"] == "operator"
    head, claims, signature = answer["receipts"][0].split(".")
    receipt.write_text(f"{head}.{claims[:-4]}AAAA.{signature}")
    assert main(["receipts", "verify", str(receipt)]) == 1
    assert capsys.readouterr().out.startswith("not valid: ")


def test_a_receipt_is_verified_offline_with_a_key_from_a_file(
    table: str,
    account: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["erase", "--visitor", visitor("v"), "--yes", "--json"]) == 0
    receipt = json.loads(capsys.readouterr().out)["receipts"][0]
    secrets = boto3.client("secretsmanager", region_name="eu-central-1")
    text = secrets.get_secret_value(SecretId=account["ReceiptSecret"])["SecretString"]
    own, other = tmp_path / "own.json", tmp_path / "other.json"
    own.write_bytes(encode(Jwks(keys=[ReceiptKey(text).jwk])))
    other.write_bytes(encode(Jwks(keys=[ReceiptKey("another").jwk])))
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    for keys_, status in ((own, 0), (other, 1)):
        monkeypatch.setattr("sys.stdin", io.StringIO(receipt))
        assert main(["receipts", "verify", "-", "--key", str(keys_)]) == status
    assert main(["receipts", "verify", "-", "--key", str(tmp_path / "none")]) == 2


def test_by_email_all_are_erased_who_gave_it_whatever_its_case(table: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["erase", "--email", " v@example.COM ", "--site", "shop", "--yes", "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)["erased"]) == {visitor("v"), "shop.page." + "3" * 32}
    left = {sk for pk, sk in keys(table) if pk.startswith("contact#")}
    assert left == {"request#" + "2" * 32, "request#" + "4" * 32}


def test_by_a_contact_request_its_sender_is_erased(table: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["erase", "--contact", f"{visitor('w')}.{'2' * 32}", "--yes", "--json"]) == 0
    assert main(["erase", "--contact", f"shop.page.{'4' * 32}", "--yes", "--json"]) == 0
    left = {sk for pk, sk in keys(table) if pk.startswith("contact#")}
    assert left == {"request#" + "1" * 32, "request#" + "3" * 32}
    assert not [pk for pk, sk in keys(table) if pk == f"conversation#{visitor('w')}" and sk == "000000000001"]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--visitor", "shop.page"], "expected SITE.VISITOR_ID"),
        (["--visitor", f"shop.page.{'3' * 32}"], "expected SITE.VISITOR_ID"),
        (["--visitor", visitor("v")[:-1]], "expected SITE.VISITOR_ID"),
        (["--visitor", visitor("v").replace("shop", "other")], "expected one of the sites shop"),
        (["--contact", "shop.page"], "expected CONTACT_ID"),
        (["--contact", visitor("v")], "expected CONTACT_ID"),
        (["--email", "v@example.com"], "say on which --site"),
        (["--email", " ", "--site", "shop"], "expected an address"),
        (["--visitor", visitor("v"), "--site", "shop"], "--site goes with --email"),
        (["--visitor", visitor("v"), "--resume"], "--resume names nobody"),
        (["--visitor", ""], "expected SITE.VISITOR_ID"),
        (["--contact", ""], "expected CONTACT_ID"),
        ([], "say whom"),
    ],
)
def test_what_can_not_be_meant_is_wrong_use(
    table: str, capsys: pytest.CaptureFixture[str], arguments: list[str], reason: str
) -> None:
    before = keys(table)
    assert main(["erase", "--yes", *arguments]) == 2
    assert reason in capsys.readouterr().err
    assert keys(table) == before


@pytest.mark.parametrize("command", ["erase", "export"])
def test_the_beginning_of_a_contact_id_is_not_a_contact_id(table: str, tmp_path: Path, command: str) -> None:
    before = keys(table)
    output = ["--output", str(tmp_path)] if command == "export" else ["--yes"]
    assert main([command, "--contact", f"shop.page.{'3' * 16}", *output]) == 0
    assert before <= keys(table)
    if command == "export":
        assert '"contact_requests": []' in (tmp_path / "export.json").read_text()


def test_without_somebody_to_ask_nothing_is_deleted(
    table: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = keys(table)
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    assert main(["erase", "--visitor", visitor("v")]) == 2
    assert "--yes" in capsys.readouterr().err
    assert keys(table) == before


def test_nobody_has_this_address(table: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["erase", "--email", "x@example.com", "--site", "shop", "--yes"]) == 1
    assert "no contact request" in capsys.readouterr().err


def test_who_interrupts_hears_that_it_goes_on(
    table: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(PrivacyStore, "remove", interrupted)
    assert main(["erase", "--visitor", visitor("v"), "--yes"]) == 130
    assert "within the hour" in capsys.readouterr().err
    monkeypatch.undo()


def test_what_was_interrupted_is_resumed(table: str, capsys: pytest.CaptureFixture[str]) -> None:
    scope = Scope(site="shop", visitor_id="v" * 43)
    begun = Erasure(
        scope=scope, requester=Requester(by=By.VISITOR), receipt_id="r" * 36, started_at=NOW - 1000, due=NOW - 1000
    )
    assert PrivacyStore(dynamodb(), table).begin(begun)
    assert main(["erase", "--resume"]) == 0
    assert capsys.readouterr().out == "erasures brought to an end: 1\n"
    assert not [sk for pk, sk in keys(table) if pk == f"contact#{visitor('v')}"]


def test_an_export_is_all_of_one_and_shows_what_was_written_as_text(
    table: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "copy"
    assert main(["export", "--visitor", visitor("v"), "--output", str(folder), "--lang", "en"]) == 0
    capsys.readouterr()
    (person,) = json.loads((folder / "export.json").read_text())["people"]
    assert [each["seq"] for each in person["entries"]] == list(range(1, 131))
    assert len(person["contact_requests"]) == 1
    assert person["connections"][0]["connection_id"] == "abc="
    assert "ada-id" not in (folder / "export.json").read_text()
    page = (folder / "export.html").read_text()
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 131
    assert "Größe &amp; &lt;Farbe&gt;" in page
    assert "rief an" in page
    assert {path.stat().st_mode & 0o077 for path in folder.iterdir()} == {0}
    assert main(["export", "--visitor", visitor("v"), "--output", str(folder)]) == 2
    assert "--force" in capsys.readouterr().err
    assert main(["export", "--visitor", visitor("w"), "--output", str(folder), "--force"]) == 0
    assert '<html lang="de">' in (folder / "export.html").read_text()
    audited = [row for row in dynamodb().scan(TableName=table)["Items"] if row["pk"]["S"] == "audit#shop"]
    assert {(row["what"]["S"], row["by"]["S"]) for row in audited} == {("exported", "operator")}


def test_what_is_written_over_is_for_the_operators_eyes_alone_too(table: str, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("kept")
    folder = tmp_path / "copy"
    folder.mkdir()
    (folder / "export.json").touch(mode=0o644)
    (folder / "export.html").symlink_to(elsewhere)
    assert main(["export", "--visitor", visitor("v"), "--output", str(folder), "--force"]) == 0
    assert {path.stat().st_mode & 0o077 for path in folder.iterdir()} == {0}
    assert elsewhere.read_text() == "kept"


def test_a_directory_that_can_not_be_is_named(table: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--visitor", visitor("v"), "--output", "x" * 300]) == 1
    assert capsys.readouterr().err.endswith("File name too long\n")


def test_a_receipt_that_is_not_there_is_wrong_use_before_anything_is_asked(
    settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    assert main(["receipts", "verify", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err.endswith("No such file or directory\n")


def test_a_contact_request_of_the_plain_page_is_exported_alone(
    table: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "--contact", f"shop.page.{'3' * 32}", "--output", str(tmp_path), "--json"]) == 0
    capsys.readouterr()
    (person,) = json.loads((tmp_path / "export.json").read_text())["people"]
    assert [each["contact_id"] for each in person["contact_requests"]] == [f"shop.page.{'3' * 32}"]
    assert person["entries"] == []
