"""P4: on request what is stored is deleted, everywhere, and nothing brings it back."""

import io
from typing import Any

import jwt
import pytest

from lambdas.contact import inbox_handler
from lambdas.privacy import handler as privacy
from tests.promises.deployment import SHOP, Colleague, Deployment, Guest
from tests.promises.markers import Markers
from tests.promises.promise import promise

FIELDS = {
    "name": "Käthe Königsknecht-Marker",
    "email": "kaethe.77@marker.example.org",
    "telephone": "+49 30 5550 7731",
    "message": "Ist die grüne Kanne mit dem Sprung noch da?",
}
SAID = "Ich wohne in der Lindenallee 77 im dritten Stock"
NOTE = "Ruft gern nach Feierabend an, Hinterhaus"
ERASURE_ID = "erasure-0123456789abcdef"
ERASURES = "/api/privacy/erasures"


class History:
    """A visitor with a conversation, a contact request and a note on it; and another one with the same."""

    def __init__(self, deployment: Deployment) -> None:
        self.deployment = deployment
        self.ada = Colleague(deployment, "ada", "shop.service")
        self.boss = Colleague(deployment, "eve", "shop.supervisor")
        self.guest, self.other = Guest(deployment), Guest(deployment)
        for somebody, words in ((self.guest, FIELDS), (self.other, OTHERS)):
            self._lived(somebody, words)
        self.markers = Markers({**FIELDS, "said": SAID, "note": NOTE})

    def _lived(self, somebody: Guest, words: dict[str, str]) -> None:
        said, note = (SAID, NOTE) if words is FIELDS else ("Something else entirely", "Nothing to see here")
        assert somebody.sends_form(words)[0] == 201
        (sent,) = (each for each in self.ada.inbox() if each["visitor_id"] == somebody.visitor_id)
        change = {"contact_id": sent["contact_id"], "version": 1, "change": {"type": "note", "text": note}}
        assert self.ada.asks(inbox_handler.handler, "/api/contact/changes", change)[0] == 200
        somebody.page.sends("start", locale="de")
        assert somebody.page.says(said, 1)["seq"] == 2
        self.ada.page.sends("take", conversation_id=somebody.conversation_id)
        assert self.ada.page.says("Danke, notiert.", 3, conversation_id=somebody.conversation_id)["seq"] == 4

    def rows_naming(self, somebody: Guest) -> list[Any]:
        visitor_id = Markers({"visitor": somebody.visitor_id})
        return [row for row in self.deployment.world.rows() if visitor_id.found_in(row)]

    def erase(self, **more: object) -> Any:
        return self.guest.asks(privacy.handler, ERASURES, {"erasure_id": ERASURE_ID, **more})


OTHERS = {"name": "Berta Beispiel", "email": "berta@marker.example.org", "message": "Und die rote?"}


@pytest.fixture
def history(deployment: Deployment) -> History:
    return History(deployment)


@promise("P4", "a visitor deletes everything of the own key with one request, and nothing of anybody else's")
def test_after_an_erasure_nothing_is_left_of_this_visitor_and_all_of_the_others(history: History) -> None:
    before = history.rows_naming(history.other)
    assert {found.name for found in history.markers.found_in(history.deployment.world.rows())} >= set(FIELDS)
    status, done = history.erase()
    assert (status, done["erasure_id"]) == (200, ERASURE_ID)
    assert done["receipt"]
    assert history.markers.found_in(history.deployment.world.rows()) == set()
    assert history.rows_naming(history.other) == before
    # What still names the key is what keeps others from writing, and proofs of the last minutes.
    kinds = {row["pk"]["S"].partition("#")[0] for row in history.rows_naming(history.guest)}
    assert kinds <= {"erased", "conversation", "proof"}
    for row in history.rows_naming(history.guest):
        if row["pk"]["S"].startswith("conversation#"):
            assert row.keys() == {"pk", "sk", "kind", "expires_at"}


@promise("P4", "a tombstone: nothing that is written late brings anything back")
def test_nothing_that_comes_late_is_stored(history: History) -> None:
    late = history.guest.page
    history.erase()
    assert late.says(SAID, 4)["code"] == "erased"
    assert late.sends("start", locale="de")["code"] == "erased"
    answer = history.ada.page.says("Und noch: " + SAID, 4, conversation_id=history.guest.conversation_id)
    assert answer["code"] == "not_allowed"
    assert history.guest.sends_form(FIELDS) == (410, {"code": "erased"})
    assert history.guest.returns().sends("start", locale="de")["code"] == "erased"
    assert history.markers.found_in(history.deployment.world.rows()) == set()


@promise("P4", "a supervisor deletes a visitor of the own site in the console; nobody else can")
def test_only_a_supervisor_of_the_site_erases_somebody_else(history: History) -> None:
    asked = {"erasure_id": ERASURE_ID, "conversation_id": history.guest.conversation_id}
    abroad = Colleague(history.deployment, "oz", "other.supervisor")
    for somebody in (history.ada, abroad, history.other):
        assert somebody.asks(privacy.handler, ERASURES, asked) == (403, {"code": "not_allowed"})
    assert history.markers.found_in(history.deployment.world.rows())
    status, done = history.boss.asks(privacy.handler, ERASURES, asked)
    assert status == 200
    assert done["receipt"]
    assert history.markers.found_in(history.deployment.world.rows()) == set()


@promise("P4", "open pages are told to forget what they show")
def test_pages_that_show_it_are_told(history: History) -> None:
    history.erase()
    for person in (history.guest.page, history.ada.page):
        told = [event for event in person.received if event["type"] == "conversation_erased"]
        assert {event["conversation_id"] for event in told} == {history.guest.conversation_id}


@promise(
    "P4", "a signed receipt without personal data, and an audit log that names who did it and not whose data it was"
)
def test_receipt_and_audit_log_tell_nothing_of_the_visitor(history: History) -> None:
    _, done = history.erase()
    _, known = history.deployment.get(privacy.handler, "/api/privacy/receipt-key")
    (key,) = known["keys"]
    claims = jwt.decode(done["receipt"], jwt.PyJWK(key).key, algorithms=["EdDSA"], options={"verify_iat": False})
    assert claims["by"] == "visitor"
    assert claims["erased"]["contact_requests"] == 1
    assert claims["erased"]["conversation"] >= 4
    assert claims["backups_until"] - claims["erased_at"] == 7 * 24 * 60 * 60
    audited = [row for row in history.deployment.world.rows() if row["pk"]["S"] == "audit#shop"]
    assert len(audited) == 1
    personal = Markers({**FIELDS, "said": SAID, "visitor": history.guest.visitor_id})
    assert personal.found_in(claims, done["receipt"], audited) == set()


@promise("P4", "before it is deleted it can be had: everything that is stored, and nothing of an agent's identity")
def test_an_export_has_everything_and_no_agent(history: History) -> None:
    pages: list[Any] = []
    cursor = None
    while not pages or cursor:
        status, page = history.guest.asks(privacy.handler, "/api/privacy/export", {"cursor": cursor})
        assert status == 200
        pages.append(page)
        cursor = page["cursor"]
    clear = {found.name for found in history.markers.found_in(pages)}
    assert clear == {*FIELDS, "said", "note"}
    assert Markers({"other": history.other.visitor_id, "mail": OTHERS["email"]}).found_in(pages) == set()
    assert '"ada"' not in str(pages).replace("'", '"')


@promise("P4", "no log, count or answer of an erasure repeats what was deleted")
def test_nothing_of_it_is_in_logs_counts_or_answers(
    history: History, logged: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = [
        history.erase(),
        history.erase(),
        history.guest.sends_form(FIELDS),
        history.guest.asks(privacy.handler, ERASURES, {"erasure_id": FIELDS["email"]}),
        history.guest.asks(privacy.handler, "/api/privacy/export", {"cursor": SAID}),
        history.guest.asks(privacy.handler, "/api/privacy/stored", {}),
    ]
    used = {"authorization": f"Proof {history.guest.proofs[-1]}", "origin": SHOP}
    answers.append(history.deployment.post(privacy.handler, "/api/privacy/stored", {"name": FIELDS["name"]}, **used))
    assert [status for status, _ in answers] == [200, 200, 410, 400, 410, 410, 401]
    assert '"replayed"' in logged.getvalue()
    proofs = {f"proof {number}": proof for number, proof in enumerate(history.guest.proofs)}
    markers = Markers({**FIELDS, "said": SAID, "note": NOTE, "visitor": history.guest.visitor_id, **proofs})
    assert markers.found_in(logged.getvalue(), capsys.readouterr().out, answers) == set()
