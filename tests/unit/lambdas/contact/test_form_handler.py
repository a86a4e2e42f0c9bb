"""Contact requests that come by the widget: each refusal with its code, and stored exactly once."""

import hmac
import json
from typing import Any

import altcha
import msgspec
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from lambdas.contact import challenges, reception
from lambdas.contact.challenges import Work
from lambdas.identity.proofs import verify_proof
from lambdas.identity.tombstones import tombstone_key
from lambdas.protocol.problems import STATUS, ProblemCode
from tests.unit.lambdas.contact.world import CHAT, CONSENT, FIELDS, FORM, OTHER, SHOP, ContactWorld, plain, solution_of
from tests.unit.lambdas.credentials import ADDRESS, EDGE, NOW, VisitorKey
from tests.unit.lambdas.world import DAY, START, TABLE

KEY = VisitorKey()


SECRET = hmac.digest(EDGE.encode(), challenges.LABEL.encode() + b"\x01", "sha256")
"""What challenges are signed with."""


def visitor_id() -> str:
    return verify_proof(KEY.proof(), method="GET", address=ADDRESS, now=NOW).visitor_id


def refused(answered: Any) -> str:
    assert answered.status == STATUS[answered.json["code"]]
    assert answered.headers["cache-control"] == "no-store"
    return str(answered.json["code"])


class TestTheForm:
    def test_it_is_the_sites_in_the_language_that_is_asked_for(self, contact: ContactWorld) -> None:
        contact.has({**FORM, "consent": CONSENT, "choose_group": True})
        german, english = contact.reads_form(locale="de").json["form"], contact.reads_form().json["form"]
        assert (german["consent"], english["consent"]) == (CONSENT["de"], CONSENT["en"])
        assert german["groups"] == ["service", "sales"]
        assert [field["name"] for field in german["fields"]] == FORM["fields"]
        assert [field["name"] for field in german["fields"] if field["required"]] == ["email", "message"]
        assert (german["fields"][-1]["label"], english["fields"][-1]["label"]) == ("Anlass", "Reason")
        assert english["fields"][-1]["options"] == ["A", "B & C"]
        assert english["fields"][0] == {
            "name": "name",
            "kind": "line",
            "required": False,
            "max_characters": 100,
            "label": None,
            "options": [],
        }

    def test_who_is_told_of_it_is_no_visitors_business(self, contact: ContactWorld) -> None:
        assert "service@example.com" not in contact.reads_form().text

    @pytest.mark.parametrize("origin", [OTHER, "https://evil.example", "", "https://chat.example.com"])
    def test_a_page_of_no_site_with_a_form_gets_none(self, contact: ContactWorld, origin: str) -> None:
        assert refused(contact.reads_form(origin)) == "not_allowed"

    @pytest.mark.parametrize("origin", ["", CHAT])
    def test_a_page_of_the_chats_own_address_names_its_site(self, contact: ContactWorld, origin: str) -> None:
        """A browser says no origin when a page asks for something at its own address."""
        answered = contact.reads_form(origin, site="shop")
        assert answered.json["challenge"]["parameters"]["data"]["site"] == "shop"

    @pytest.mark.parametrize(
        ("origin", "site"),
        [(OTHER, "shop"), (SHOP, "other"), ("https://evil.example", "shop"), (CHAT, "nobody"), ("", "other"), ("", "")],
    )
    def test_no_page_gets_the_form_of_another_site(self, contact: ContactWorld, origin: str, site: str) -> None:
        assert refused(contact.reads_form(origin, site=site)) == "not_allowed"

    def test_its_challenge_is_for_an_hour_and_for_this_site(self, contact: ContactWorld) -> None:
        parameters = contact.reads_form().json["challenge"]["parameters"]
        assert parameters["expiresAt"] == START // 1000 + 60 * 60
        assert parameters["data"] == {"site": "shop", "issued_at": START}

    def test_no_two_challenges_are_the_same(self, contact: ContactWorld) -> None:
        nonces = [contact.reads_form().json["challenge"]["parameters"]["nonce"] for _ in range(5)]
        assert len(set(nonces)) == 5


class TestWhatIsStored:
    def test_from_a_page_of_the_chats_own_address_it_is_the_named_sites(self, contact: ContactWorld) -> None:
        assert contact.sends(KEY, contact.new(), origin=CHAT, site="shop").status == 201
        (row,) = [row for row in contact.dynamodb.scan(TableName=TABLE)["Items"] if "state" in row]
        assert row["pk"]["S"] == f"contact#shop.{visitor_id()}"
        assert refused(contact.sends(KEY, contact.new(), origin=CHAT)) == "not_signed_in"
        assert refused(contact.sends(KEY, contact.new(), origin=OTHER, site="shop")) == "not_signed_in"

    def test_it_is_what_was_written_and_who_may_see_it_until_when(self, contact: ContactWorld) -> None:
        new = contact.new(group="sales")
        answered = contact.sends(KEY, new)
        assert answered.status == 201
        received = START + 4000
        assert answered.json == {
            "request_id": new["request_id"],
            "received_at": received,
            "deleted_at": (received // 1000) * 1000 + 30 * DAY,
        }
        (row,) = contact.stored()
        assert row.pop("noted_at") == str(received)
        assert row == {
            "pk": f"contact#shop.{visitor_id()}",
            "sk": f"request#{new['request_id']}",
            "list": "contact_new#shop.sales",
            "listed": f"{received:013}#{new['request_id']}",
            "group": "sales",
            "state": "new",
            "locale": "en",
            "fields": [{"name": name, "value": value, "label": None} for name, value in FIELDS.items()],
            "notes": [],
            "version": "1",
            "received_at": str(received),
            "changed_at": str(received),
            "expires_at": str(received // 1000 + 30 * DAY // 1000),
        }

    def test_it_goes_to_the_first_group_when_none_is_asked_for(self, contact: ContactWorld) -> None:
        contact.sends(KEY, contact.new())
        assert contact.stored()[0]["group"] == "service"

    def test_what_was_agreed_to_is_kept_word_by_word(self, contact: ContactWorld) -> None:
        contact.has({**FORM, "consent": CONSENT})
        assert contact.sends(KEY, contact.new(locale="de", consent=True)).status == 201
        assert contact.stored()[0]["consent"] == CONSENT["de"]

    def test_an_address_or_a_proof_is_not_in_it(self, contact: ContactWorld) -> None:
        contact.sends(KEY, contact.new())
        (row,) = contact.stored()
        assert not {"ip", "proof", "challenge", "solution", "origin"} & row.keys()


class TestOnce:
    def test_the_same_again_is_answered_alike_and_stored_once(self, contact: ContactWorld) -> None:
        new = contact.new()
        first = contact.sends(KEY, new)
        contact.passes(60_000)
        again = [contact.sends(KEY, new) for _ in range(3)]
        assert [each.status for each in (first, *again)] == [201, 200, 200, 200]
        assert {each.text for each in (first, *again)} == {first.text}
        assert len(contact.stored()) == 1

    def test_the_first_text_wins(self, contact: ContactWorld) -> None:
        new = contact.new()
        contact.sends(KEY, new)
        changed = contact.sends(KEY, {**new, "fields": {**FIELDS, "message": "Something else"}})
        assert changed.status == 200
        assert contact.stored()[0]["fields"][-1]["value"] == FIELDS["message"]

    def test_it_is_found_when_its_challenge_is_out_of_date(self, contact: ContactWorld) -> None:
        new = contact.new()
        contact.sends(KEY, new)
        contact.passes(2 * 60 * 60 * 1000)
        assert contact.sends(KEY, new).status == 200

    def test_it_is_found_with_a_new_challenge(self, contact: ContactWorld) -> None:
        new = contact.new()
        contact.sends(KEY, new)
        assert contact.sends(KEY, contact.new(request_id=new["request_id"])).status == 200
        assert len(contact.stored()) == 1

    def test_it_is_found_when_the_form_has_changed(self, contact: ContactWorld) -> None:
        new = contact.new()
        contact.sends(KEY, new)
        contact.has({**FORM, "fields": ["message"], "required": ["message"]})
        assert contact.sends(KEY, new).status == 200

    def test_another_visitor_s_request_of_the_same_id_is_another(self, contact: ContactWorld) -> None:
        new = contact.new()
        contact.sends(KEY, new)
        other = contact.new(request_id=new["request_id"])
        assert contact.sends(VisitorKey(), other).status == 201
        assert len(contact.stored()) == 2

    def test_a_challenge_brings_one_request_alone(self, contact: ContactWorld) -> None:
        new = contact.new()
        contact.sends(KEY, new)
        assert refused(contact.sends(KEY, {**new, "request_id": "another-request-1"})) == "challenge_used"
        assert refused(contact.sends(VisitorKey(), new)) == "challenge_used"
        assert len(contact.stored()) == 1

    def test_a_used_challenge_is_forgotten_when_it_is_out_of_date(self, contact: ContactWorld) -> None:
        new = contact.new()
        contact.sends(KEY, new)
        (used,) = (plain(row) for row in contact.rows() if row["pk"]["S"].startswith("challenge#"))
        assert used == {
            "pk": f"challenge#{new['challenge']['parameters']['nonce']}",
            "sk": "used",
            "expires_at": str(new["challenge"]["parameters"]["expiresAt"]),
        }


class TestRefusals:
    def test_who_does_not_come_through_the_edge_is_not_looked_at(self, contact: ContactWorld) -> None:
        assert contact.asks("POST", "/api/contact/requests", x_tresen_edge="wrong").json == {
            "code": "not_from_the_edge"
        }

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ("{", "not_json"),
            ("[]", "invalid_request"),
            ("", "not_json"),
            ('{"request_id": "\\ud800"}', "not_json"),
            ("[" * 100_000, "too_long"),
            ("[" * 60_000, "invalid_request"),
            ("x" * (64 * 1024 + 1), "too_long"),
        ],
    )
    def test_what_is_no_request_is_told_so(self, contact: ContactWorld, body: str, code: str) -> None:
        assert refused(contact.asks("POST", "/api/contact/requests", body=body, origin=SHOP)) == code

    @pytest.mark.parametrize(
        "changes",
        [
            {"request_id": "short"},
            {"request_id": "a.request.with.dots"},
            {"locale": "fr_FR"},
            {"fields": {"Upper": "x"}},
            {"fields": {"message": 7}},
            {"group": "A b"},
            {"solution": {"counter": -1, "derivedKey": ""}},
            {"solution": {"counter": 2**32, "derivedKey": ""}},
            {"challenge": {"parameters": {}, "signature": ""}},
            {"unknown": 1},
        ],
    )
    def test_what_is_out_of_range_is_told_so(self, contact: ContactWorld, changes: dict[str, Any]) -> None:
        assert refused(contact.sends(KEY, contact.new(**changes))) == "invalid_request"

    def test_without_a_proof_nothing_is_taken(self, contact: ContactWorld) -> None:
        body = json.dumps(contact.new())
        assert refused(contact.asks("POST", "/api/contact/requests", body=body, origin=SHOP)) == "not_signed_in"

    def test_a_proof_is_good_once_and_for_this_address(self, contact: ContactWorld) -> None:
        new = contact.new()
        assert contact.sends(KEY, new, jti="j" * 22).status == 201
        assert refused(contact.sends(KEY, new, jti="j" * 22)) == "not_signed_in"
        assert refused(contact.sends(KEY, new, htu="https://chat.example.com/api/contact/form")) == "not_signed_in"
        assert refused(contact.sends(KEY, new, origin="https://evil.example")) == "not_signed_in"

    def test_a_site_without_a_form_takes_nothing(self, contact: ContactWorld) -> None:
        assert refused(contact.sends(KEY, contact.new(), origin=OTHER)) == "not_allowed"

    def test_who_fills_in_what_nobody_sees_is_a_machine(self, contact: ContactWorld) -> None:
        assert refused(contact.sends(KEY, contact.new(homepage="https://spam.example"))) == "looks_automatic"

    @pytest.mark.parametrize(
        ("name", "value"),
        [("cost", 1), ("keyPrefix", ""), ("expiresAt", START), ("nonce", "00" * 16), ("data", {"site": "shop"})],
    )
    def test_a_challenge_that_was_changed_is_none_of_ours(
        self, contact: ContactWorld, name: str, value: object
    ) -> None:
        new = contact.new()
        new["challenge"]["parameters"][name] = value
        assert refused(contact.sends(KEY, new)) == "challenge_wrong"

    @pytest.mark.parametrize("signature", ["", "0" * 64, "ä"])
    def test_a_challenge_that_is_not_signed_is_not_worked_on(
        self, contact: ContactWorld, signature: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        new = contact.new()
        new["challenge"]["signature"] = signature
        monkeypatch.setattr(reception, "check_solved", lambda *_: pytest.fail("a key was derived"))
        assert refused(contact.sends(KEY, new)) == "challenge_wrong"

    def test_a_challenge_is_for_one_site(self, contact: ContactWorld) -> None:
        elsewhere = challenges.new_challenge("other", contact.now, SECRET, Work(cost=10, prefix="0"))
        challenge = msgspec.to_builtins(elsewhere)
        new = contact.new(challenge=challenge, solution=solution_of(challenge))
        assert refused(contact.sends(KEY, new)) == "challenge_wrong"

    def test_a_challenge_is_good_for_an_hour(self, contact: ContactWorld) -> None:
        new = contact.new()
        contact.passes(challenges.LIFE_SECONDS * 1000 - 4000)
        assert refused(contact.sends(KEY, new)) == "challenge_expired"
        contact.passes(-1)
        assert contact.sends(KEY, new).status == 201

    def test_nobody_writes_so_fast(self, contact: ContactWorld) -> None:
        new = contact.new()
        contact.passes(-1500)
        answered = contact.sends(KEY, new)
        assert refused(answered) == "too_soon"
        assert (answered.json["retry_after_seconds"], answered.headers["retry-after"]) == (1, "1")
        contact.passes(500)
        assert contact.sends(KEY, new).status == 201

    def test_a_solution_has_to_be_worked_for(self, contact: ContactWorld) -> None:
        new = contact.new()
        counter, key = new["solution"]["counter"], new["solution"]["derivedKey"]
        for solution in (
            {"counter": counter + 1, "derivedKey": key},
            {"counter": counter, "derivedKey": "0" * 64},
            {"counter": counter, "derivedKey": "ä"},
        ):
            assert refused(contact.sends(KEY, {**new, "solution": solution})) == "challenge_wrong"

    def test_a_right_key_without_the_prefix_is_no_solution(self, contact: ContactWorld) -> None:
        new = contact.new()
        challenge = altcha.Challenge.from_dict(new["challenge"])
        nonce, salt = bytes.fromhex(challenge.parameters.nonce), bytes.fromhex(challenge.parameters.salt)
        for counter in range(20):
            key = altcha.derive_key_pbkdf2(challenge.parameters, salt, nonce + counter.to_bytes(4)).hex()
            if not key.startswith("0"):
                new["solution"] = {"counter": counter, "derivedKey": key}
                break
        assert refused(contact.sends(KEY, new)) == "challenge_wrong"

    def test_each_field_is_told_what_is_wrong_with_it(self, contact: ContactWorld) -> None:
        contact.has({**FORM, "consent": CONSENT})
        new = contact.new(fields={"email": "no", "telephone": "no", "reason": "C", "other": "x"}, group="nobody")
        answered = contact.sends(KEY, new)
        assert refused(answered) == "invalid_fields"
        assert answered.json["fields"] == {
            "message": "required",
            "email": "not_an_email",
            "telephone": "not_a_telephone",
            "reason": "not_an_option",
            "other": "unknown",
            "group": "not_an_option",
            "consent": "required",
        }

    def test_who_mends_a_field_need_not_solve_again(self, contact: ContactWorld) -> None:
        new = contact.new(fields={"email": "no"})
        assert refused(contact.sends(KEY, new)) == "invalid_fields"
        assert contact.sends(KEY, {**new, "fields": FIELDS}).status == 201

    def test_who_was_erased_is_told_so_and_nothing_comes_back(self, contact: ContactWorld) -> None:
        new = contact.new()
        tombstone: Any = {**tombstone_key(f"shop.{visitor_id()}"), "expires_at": {"N": "1"}}
        contact.dynamodb.put_item(TableName=TABLE, Item=tombstone)
        assert refused(contact.sends(KEY, new)) == "erased"
        assert contact.stored() == []
        assert not [row for row in contact.rows() if row["pk"]["S"].startswith("challenge#")]

    def test_who_is_being_erased_is_told_so_though_it_is_still_there(self, contact: ContactWorld) -> None:
        new = contact.new()
        contact.sends(KEY, new)
        contact.dynamodb.put_item(TableName=TABLE, Item=tombstone_key(f"shop.{visitor_id()}"))
        assert refused(contact.sends(KEY, new)) == "erased"

    def test_a_rotated_secret_leaves_open_forms_good(self, contact: ContactWorld) -> None:
        new = contact.new()
        contact.edge = {"current": "the-next-one", "previous": EDGE}
        contact.has(FORM)
        assert contact.sends(KEY, new).status == 201

    def test_no_refusal_says_what_was_written(self, contact: ContactWorld, capfd: pytest.CaptureFixture[str]) -> None:
        written = {"name": "Grace-7391", "email": "g7391@example.org", "message": "text-7391"}
        answers = [
            contact.sends(KEY, contact.new(fields={**written, "email": "7391@"})),
            contact.sends(KEY, contact.new(fields=written, homepage="7391")),
            contact.sends(KEY, contact.new(fields=written, unknown="7391")),
            contact.sends(KEY, contact.new(fields=written), iat=1),
            contact.sends(KEY, contact.new(fields=written)),
        ]
        assert [each.status for each in answers] == [422, 422, 400, 401, 201]
        assert "7391" not in "".join(each.text for each in answers)
        assert "7391" not in "".join(capfd.readouterr())


class TestTrouble:
    def test_who_meets_another_writer_is_asked_to_wait(self, contact: ContactWorld) -> None:
        tried = refusing_transactions(contact, "TransactionConflict", times=5)
        answered = contact.sends(KEY, contact.new())
        assert (refused(answered), answered.json["retry_after_seconds"], len(tried)) == ("busy", 2, 3)

    def test_a_short_conflict_is_not_noticed(self, contact: ContactWorld) -> None:
        refusing_transactions(contact, "TransactionConflict", times=2)
        assert contact.sends(KEY, contact.new()).status == 201

    def test_what_breaks_is_told_and_logged_without_a_word_of_it(
        self, contact: ContactWorld, capfd: pytest.CaptureFixture[str]
    ) -> None:
        new = contact.new()
        refusing_transactions(contact, "ValidationError", times=1)
        assert refused(contact.sends(KEY, new)) == "failed"
        assert FIELDS["message"] not in "".join(capfd.readouterr())
        assert contact.sends(KEY, new).status == 201


def refusing_transactions(contact: ContactWorld, reason: str, *, times: int) -> list[int]:
    """The next ``times`` are cancelled for that reason."""
    real, tried = contact.dynamodb.transact_write_items, list[int]()

    def transact(**given: Any) -> Any:
        if len(tried) >= times:
            return real(**given)
        tried.append(1)
        reasons = [{"Code": "None"}, {"Code": reason}, {"Code": "None"}]
        response: Any = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
        raise contact.dynamodb.exceptions.TransactionCanceledException(response, "TransactWriteItems")

    contact.dynamodb.transact_write_items = transact
    return tried


class TestTheNote:
    def test_the_group_is_told_that_there_is_something_and_not_what(self, contact: ContactWorld) -> None:
        contact.sends(KEY, contact.new(locale="de"))
        (mail,) = contact.mailbox.sent
        assert mail["FromEmailAddress"] == "chat@example.com"
        assert mail["Destination"] == {"ToAddresses": ["service@example.com", "sales@example.com"]}
        simple = mail["Content"]["Simple"]
        assert simple["Subject"]["Data"] == "Neue Kontaktanfrage (shop, service)"
        assert "https://chat.example.com/console/#contact" in simple["Body"]["Text"]["Data"]
        for value in (*FIELDS.values(), visitor_id()):
            assert value not in json.dumps(mail)

    def test_with_the_setting_it_says_what(self, contact: ContactWorld) -> None:
        contact.has(FORM, sender="chat@example.com", content=True)
        contact.sends(KEY, contact.new(fields={**FIELDS, "message": "one\n\nSubject: two", "reason": "A"}))
        simple = contact.mailbox.sent[0]["Content"]["Simple"]
        assert simple["Subject"]["Data"] == "New contact request (shop, service)"
        text = simple["Body"]["Text"]["Data"]
        assert "Name:\n  Grace\nE-mail address:\n  grace@example.org\n" in text
        assert "Message:\n  one\n  \n  Subject: two\nReason:\n  A\n" in text

    @pytest.mark.parametrize("form", [{**FORM, "notify": []}, FORM])
    def test_nobody_is_told_without_sender_or_receiver(self, contact: ContactWorld, form: dict[str, Any]) -> None:
        contact.has(form, sender="" if form is FORM else "chat@example.com")
        assert contact.sends(KEY, contact.new()).status == 201
        assert contact.mailbox.sent == []

    @pytest.mark.parametrize(
        "error",
        [
            EndpointConnectionError(endpoint_url="https://email.eu-central-1.amazonaws.com"),
            ClientError({"Error": {"Code": "MessageRejected", "Message": "service@example.com"}}, "SendEmail"),
        ],
    )
    def test_that_nobody_could_be_told_is_logged_and_tried_at_the_next_sending(
        self, contact: ContactWorld, error: Exception, capfd: pytest.CaptureFixture[str]
    ) -> None:
        contact.mailbox.fails = error
        new = contact.new()
        assert contact.sends(KEY, new).status == 201
        contact.mailbox.fails = None
        assert [contact.sends(KEY, new).status for _ in range(3)] == [200, 200, 200]
        assert len(contact.mailbox.sent) == 1
        assert "service@example.com" not in "".join(capfd.readouterr())

    def test_noting_it_brings_nothing_back_that_was_erased(self, contact: ContactWorld) -> None:
        real = contact.mailbox.send_email

        def erases(**mail: Any) -> Any:
            (row,) = (row for row in contact.rows() if row["pk"]["S"].startswith("contact#"))
            contact.dynamodb.delete_item(TableName=TABLE, Key={name: row[name] for name in ("pk", "sk")})
            return real(**mail)

        contact.mailbox.send_email = erases  # type: ignore[method-assign]
        assert contact.sends(KEY, contact.new()).status == 201
        assert contact.stored() == []


def test_every_code_has_a_status() -> None:
    assert set(STATUS) == set(ProblemCode)
