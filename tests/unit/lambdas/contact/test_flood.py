"""10,000 posts of spam of many kinds beside 50 honest ones.

Every honest one is stored once, every refused one is told why, and nothing ends in an error of ours. Challenges, proofs
and tokens are real; only the work is cheap.
"""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from lambdas.protocol.problems import ProblemCode
from tests.contract.memory_dynamodb import MemoryDynamoDB
from tests.promises.promise import promise
from tests.unit.lambdas.contact.world import CHAT, FIELDS, FORM, OTHER, SHOP, Answered, ContactWorld, solution_of
from tests.unit.lambdas.credentials import VisitorKey
from tests.unit.lambdas.world import DAY, TABLE

SPAM, HONEST, SEED = 10_000, 50, 20_260_101
PAGE_WORDS = {
    "looks_automatic": "A field that you do not see was filled in",
    "too_soon": "That was very fast",
    "challenge_expired": "This page was open for too long",
    "invalid_request": "We could not read what was sent",
    "too_long": "That was too much text",
    "invalid_fields": 'aria-invalid="true"',
    "challenge_used": "You have already sent a message from this page",
}


class Kind(NamedTuple):
    """One kind of spam, and the code with which each of it is to be refused."""

    code: str
    post: Callable[["Spammer"], Answered]


class Spammer:
    """Has what spammers have: a key of its own, a solved challenge, and a page, each of which may be stale by now."""

    def __init__(self, contact: ContactWorld, chance: random.Random) -> None:
        self.contact, self.chance, self.key = contact, chance, VisitorKey()
        self.used_page, self.open_page, self.expired_page = contact.opens(), contact.opens(), contact.opens()
        self.expired = contact.new()
        contact.passes(DAY)
        self.used, self.open = contact.new(), contact.new()
        self.used_page, self.open_page = contact.opens(), contact.opens()
        assert contact.sends(self.key, self.used).status == 201
        assert contact.fills(self.used_page, **FIELDS).status == 303

    def sends(self, body: dict[str, Any] | None = None, origin: str = SHOP, **claims: Any) -> Answered:
        return self.contact.sends(self.key, body or self.open, origin, **claims)

    def varied(self, **changes: Any) -> dict[str, Any]:
        """What it can send, but for ``changes``, with a text and an id of its own."""
        fields = {**FIELDS, "message": f"Buy {self.chance.random()}"}
        return {**self.open, "request_id": f"{self.chance.getrandbits(128):032x}", "fields": fields, **changes}

    def raw(self, body: str, **headers: str) -> Answered:
        return self.contact.asks("POST", "/api/contact/requests", body=body, origin=SHOP, **headers)

    def page(self, page: Answered, **values: str) -> Answered:
        return self.contact.posts(page.action, {"token": page.token, **FIELDS, **values})


def fresh(spammer: Spammer) -> dict[str, Any]:
    challenge = spammer.contact.reads_form().json["challenge"]
    return spammer.varied(challenge=challenge, solution=solution_of(challenge))


def page_at_once(spammer: Spammer) -> Answered:
    return spammer.page(spammer.contact.opens())


def replayed(spammer: Spammer) -> Answered:
    assert spammer.sends(spammer.varied(fields={}), jti="j" * 22).status in {401, 422}
    return spammer.sends(jti="j" * 22)


KINDS = [
    Kind("not_from_the_edge", lambda it: it.raw("{}", x_tresen_edge=str(it.chance.random()))),
    Kind("not_json", lambda it: it.raw("<a href=x>" * it.chance.randint(1, 9))),
    Kind("too_long", lambda it: it.raw('{"x":"' + "x" * (64 * 1024) + '"}')),
    Kind("invalid_request", lambda it: it.raw('{"name":"Buy","message":"Buy"}')),
    Kind("invalid_request", lambda it: it.sends(it.varied(url="https://spam.example"))),
    Kind("not_signed_in", lambda it: it.sends(it.varied(), htu=f"{CHAT}/ws")),
    Kind("not_signed_in", lambda it: it.sends(it.varied(), iat=it.contact.now // 1000 - 121)),
    Kind("not_signed_in", lambda it: it.sends(it.varied(), header={"jwk": VisitorKey().jwk})),
    Kind("not_signed_in", lambda it: it.sends(it.varied(), "https://spam.example")),
    Kind("not_signed_in", replayed),
    Kind("not_allowed", lambda it: it.sends(it.varied(), OTHER)),
    Kind("looks_automatic", lambda it: it.sends(it.varied(homepage="https://spam.example"))),
    Kind("challenge_wrong", lambda it: it.sends(it.varied(solution={"counter": 7, "derivedKey": "0" * 64}))),
    Kind("challenge_wrong", lambda it: it.sends(it.varied(challenge={**it.open["challenge"], "signature": "0" * 64}))),
    Kind("challenge_expired", lambda it: it.sends(it.varied(challenge=it.expired["challenge"]))),
    Kind("too_soon", lambda it: it.sends(fresh(it))),
    Kind("challenge_used", lambda it: it.sends({**it.varied(), **only(it.used, "challenge", "solution")})),
    Kind("invalid_fields", lambda it: it.sends(it.varied(fields={"email": "spam", "message": "Buy"}))),
    Kind("invalid_fields", lambda it: it.sends(it.varied(fields={**FIELDS, "bcc": "a@example.org"}))),
    Kind("invalid_fields", lambda it: it.sends(it.varied(fields={**FIELDS, "message": "x" * 4001}))),
    Kind("page looks_automatic", lambda it: it.page(it.open_page, homepage="https://spam.example")),
    Kind("page too_soon", page_at_once),
    Kind("page challenge_expired", lambda it: it.page(it.expired_page)),
    Kind("page challenge_expired", lambda it: it.page(it.open_page, token="0")),
    Kind("page challenge_used", lambda it: it.page(it.used_page, message=f"Buy {it.chance.random()}")),
    Kind("page invalid_fields", lambda it: it.page(it.open_page, email="a@b, c@d", message="")),
    Kind("page invalid_request", lambda it: it.contact.asks("POST", "/contact/shop?lang=en", body="{}")),
    Kind(
        "page too_long",
        lambda it: it.contact.asks(
            "POST",
            "/contact/shop?lang=en",
            body="message=" + "x" * (64 * 1024),
            content_type="application/x-www-form-urlencoded",
        ),
    ),
]


def only(body: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: body[name] for name in names}


def code_of(answered: Answered) -> str:
    """On the page it is said in words."""
    if not answered.headers["content-type"].startswith("text/html"):
        return str(answered.json["code"])
    return next(f"page {code}" for code, words in PAGE_WORDS.items() if words in answered.text)


@pytest.fixture
def contact(monkeypatch: pytest.MonkeyPatch) -> ContactWorld:
    contact = ContactWorld(monkeypatch, MemoryDynamoDB(TABLE))
    contact.has({**FORM, "notify": []})
    return contact


@promise("P3", "without a third party's captcha spam keeps no honest one out")
def test_ten_thousand_spam_posts_keep_no_honest_one_out(contact: ContactWorld) -> None:
    chance = random.Random(SEED)  # noqa: S311 - a seed that repeats
    spammer = Spammer(contact, chance)
    honest = set(chance.sample(range(SPAM), HONEST))
    before, refused, sent = len(contact.stored()), Counter[str](), 0
    for number in range(SPAM):
        if number in honest:
            sent += 1
            sends_honestly(contact, sent)
            spammer.open = contact.new()
            spammer.open_page = contact.opens()
            contact.passes(4000)
        kind = KINDS[number % len(KINDS)]
        answered = kind.post(spammer)
        assert 400 <= answered.status < 500
        assert code_of(answered) == kind.code
        refused[kind.code] += 1
    assert sum(refused.values()) == SPAM
    mine = [each["value"] for row in contact.stored() for each in row["fields"] if each["value"].startswith("honest ")]
    assert sorted(mine) == sorted(f"honest {number}" for number in range(1, HONEST + 1))
    assert len(contact.stored()) == before + HONEST


def sends_honestly(contact: ContactWorld, number: int) -> None:
    """By the widget, twice as a retry does, or by the plain page, with a double click."""
    fields = {**FIELDS, "message": f"honest {number}"}
    if number % 5:
        new = contact.new(fields=fields)
        key = VisitorKey()
        assert [contact.sends(key, new).status for _ in range(2)] == [201, 200]
    else:
        page = contact.opens()
        assert [contact.fills(page, **fields).status for _ in range(2)] == [303, 303]


def test_each_refusal_that_a_post_can_meet_is_among_the_spam() -> None:
    met = {kind.code.removeprefix("page ") for kind in KINDS}
    # The first three are another's, the last three are met by nobody who only posts.
    others = {"changed_meanwhile", "already", "busy", "failed", "erased"}
    others |= {"not_an_envelope", "too_complex", "encoded", "wrong_dsn", "too_many_reports"}  # of error reports
    assert {code.value for code in ProblemCode} - met <= others
