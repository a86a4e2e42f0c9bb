"""The plain page: complete without JavaScript, safe with whatever is written into it, and stored once."""

import base64
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.contact import form_handler
from lambdas.contact.elements import document, element
from lambdas.contact.page_style import CSS, POLICY
from lambdas.contact.page_texts import TEXTS
from lambdas.identity.tombstones import tombstone_key
from tests.unit.lambdas.contact.test_form_handler import refusing_transactions
from tests.unit.lambdas.contact.world import CONSENT, FIELDS, FORM, Answered, ContactWorld, query_of
from tests.unit.lambdas.credentials import EDGE
from tests.unit.lambdas.world import DAY, START, TABLE

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='alert(1)",
    "</textarea><script>alert(1)</script>",
    "</title></style><svg onload=alert(1)>",
    "javascript:alert(1)",
    "&lt;b&gt; &amp; &#x3c;",
    "\n\nkept",
]


class Read(HTMLParser):
    """What a browser makes of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def by_id(self, id_: str) -> dict[str, str | None]:
        return next(attributes for _, attributes in self.tags if attributes.get("id") == id_)

    @property
    def text(self) -> str:
        return "".join(self.texts)


def refused(answered: Answered, status: int, words: str) -> Read:
    """With the reason in words, the focus on it, and a form to send again."""
    assert answered.status == status
    page = Read(answered.text)
    assert words in page.text
    assert page.by_id("problems")["autofocus"] is None
    assert "autofocus" in page.by_id("problems")
    assert answered.token
    return page


ENGLISH = {code.value: words for code, words in TEXTS["en"].refusals.items()}


class TestThePage:
    def test_it_asks_for_what_the_form_asks_for_and_each_field_has_its_label(self, contact: ContactWorld) -> None:
        answered = contact.opens()
        page = Read(answered.text)
        assert answered.status == 200
        labels = {attributes["for"] for tag, attributes in page.tags if tag == "label"}
        controls = [it for tag, it in page.tags if tag in {"input", "textarea", "select"}]
        asked = {str(it["name"]) for it in controls if it.get("type") != "hidden"}
        assert asked == {*FORM["fields"], "homepage"} == labels
        required = {str(it["name"]) for tag, it in page.tags if "required" in it}
        assert required == {"email", "message"}
        assert (page.by_id("email")["type"], page.by_id("telephone")["type"]) == ("email", "tel")
        assert "deleted after 30 days" in page.text

    @pytest.mark.parametrize(
        ("query", "accepted", "locale"),
        [
            ("lang=de", "en", "de"),
            ("lang=en", "de", "en"),
            ("", "de-AT,de;q=0.9,en;q=0.8", "de"),
            ("", "fr, en;q=0.5, de;q=0.8", "de"),
            ("", "de;q=0, en", "en"),
            ("lang=fr", "", "en"),
            ("", "", "en"),
            ("", "de;q=x,,;q=1,*", "en"),
        ],
    )
    def test_it_speaks_the_readers_language(
        self, contact: ContactWorld, query: str, accepted: str, locale: str
    ) -> None:
        answered = contact.opens(query, accept_language=accepted)
        assert answered.headers["content-language"] == locale
        assert Read(answered.text).tags[0] == ("html", {"lang": locale})
        assert ("Absenden" in answered.text) == (locale == "de")

    def test_its_policy_allows_its_stylesheet_and_nothing_else(self, contact: ContactWorld) -> None:
        answered = contact.opens()
        assert answered.headers["content-security-policy"] == POLICY
        assert answered.headers["content-type"] == "text/html; charset=utf-8"
        assert answered.headers["cache-control"] == "no-store"
        assert f"<style>{CSS}</style>" in answered.text
        assert "script" not in answered.text
        assert not re.search(r"\bstyle=|\bon\w+=|https?://", answered.text)

    @pytest.mark.parametrize("path", ["/contact/other", "/contact/none", "/contact/", "/contact/a/b", "/contact/SHOP"])
    def test_where_there_is_no_form_that_is_said(self, contact: ContactWorld, path: str) -> None:
        for method in ("GET", "POST"):
            answered = contact.asks(method, f"{path}?lang=en")
            assert (answered.status, "There is no contact form here." in answered.text) == (403, True)
            assert answered.headers["content-security-policy"] == POLICY

    @pytest.mark.parametrize(("form", "asked"), [(FORM, False), ({**FORM, "choose_group": True}, True)])
    def test_the_group_of_the_address_is_asked_for_or_taken(
        self, contact: ContactWorld, form: dict[str, Any], asked: bool
    ) -> None:
        contact.has(form)
        page = contact.opens("lang=en&group=sales")
        assert ('<option value="sales" selected>' in page.text) == asked
        contact.fills(page, **FIELDS, **({"group": "sales"} if asked else {}))
        assert contact.stored()[0]["group"] == "sales"

    def test_a_group_that_is_none_is_not_asked_for(self, contact: ContactWorld) -> None:
        page = contact.opens("lang=en&group=%22%3E%3Cscript%3E")
        assert "script" not in page.text
        contact.fills(page, **FIELDS)
        assert contact.stored()[0]["group"] == "service"


class TestSending:
    def test_it_is_stored_and_thanked_for_where_a_reload_sends_nothing(self, contact: ContactWorld) -> None:
        contact.has({**FORM, "consent": CONSENT}, sender="chat@example.com")
        answered = contact.fills(contact.opens("lang=de"), **FIELDS, consent="yes")
        assert (answered.status, answered.text) == (303, "")
        assert answered.headers["location"] == "/contact/shop?lang=de&sent=1"
        thanks = contact.opens("lang=de&sent=1")
        assert (thanks.status, "Ihre Nachricht ist angekommen" in thanks.text) == (200, True)
        (row,) = contact.stored()
        assert row["pk"] == "contact#shop.page"
        assert [each["value"] for each in row["fields"]] == [FIELDS[name] for name in ("name", "email", "message")]
        assert (row["consent"], row["locale"], row["state"]) == (CONSENT["de"], "de", "new")
        assert int(row["expires_at"]) == (START + 4000) // 1000 + 30 * DAY // 1000
        assert len(contact.mailbox.sent) == 1

    def test_it_is_read_as_api_gateway_sends_it(self, contact: ContactWorld) -> None:
        """In Base64, as its type is none that API Gateway takes for text.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
        """
        page = contact.opens()
        contact.passes(4000)
        body = urlencode({"token": page.token, **FIELDS, "message": "Grüße 😀"})
        event = {
            "rawPath": "/contact/shop",
            "rawQueryString": "lang=en",
            "headers": {"X-Tresen-Edge": EDGE, "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"},
            "requestContext": {"http": {"method": "POST"}},
            "body": base64.b64encode(body.encode()).decode(),
            "isBase64Encoded": True,
        }
        assert form_handler.handler(event, None)["statusCode"] == 303
        assert contact.stored()[0]["fields"][-1]["value"] == "Grüße 😀"

    def test_nothing_of_a_person_s_is_in_an_address(self, contact: ContactWorld) -> None:
        answered = contact.fills(contact.opens(), **FIELDS)
        assert set(query_of(answered.headers["location"])) == {"lang", "sent"}

    def test_a_double_click_stores_once_and_thanks_twice(self, contact: ContactWorld) -> None:
        page = contact.opens()
        assert [contact.fills(page, **FIELDS).status for _ in range(3)] == [303, 303, 303]
        assert len(contact.stored()) == 1

    def test_another_message_from_the_same_page_is_explained_and_goes_with_the_next_click(
        self, contact: ContactWorld
    ) -> None:
        page = contact.opens()
        contact.fills(page, **FIELDS)
        again = contact.fills(page, **{**FIELDS, "message": "And one more"})
        shown = refused(again, 422, TEXTS["en"].used)
        assert "And one more" in shown.text
        assert again.token != page.token
        assert contact.fills(again, **{**FIELDS, "message": "And one more"}).status == 303
        assert len(contact.stored()) == 2

    def test_one_that_the_operator_erased_is_not_brought_back(self, contact: ContactWorld) -> None:
        page = contact.opens()
        erased = f"shop.page.{page.token.split('.')[1]}"
        contact.dynamodb.put_item(TableName=TABLE, Item=tombstone_key(erased))
        assert contact.fills(page, **FIELDS).status == 422
        assert contact.stored() == []


class TestRefusals:
    def test_wrong_fields_are_told_at_the_field_and_in_a_list_that_leads_there(self, contact: ContactWorld) -> None:
        contact.has({**FORM, "consent": CONSENT})
        sent = {
            "name": "Grace",
            "email": "nobody",
            "message": " ",
            "reason": "C",
            "telephone": "x",
            "subject": "s" * 201,
        }
        page = contact.opens()
        answered = contact.fills(page, **sent)
        shown = refused(answered, 422, TEXTS["en"].problems_title)
        links = {it["href"] for tag, it in shown.tags if tag == "a" and str(it["href"]).startswith("#")}
        assert links == {"#email", "#message", "#reason", "#telephone", "#subject", "#consent"}
        for name in ("email", "message", "reason", "telephone", "subject", "consent"):
            field = shown.by_id(name)
            assert field["aria-invalid"] == "true"
            assert shown.by_id(str(field["aria-describedby"]))
        assert "aria-invalid" not in shown.by_id("name")
        assert shown.by_id("name")["value"] == "Grace"
        assert shown.by_id("email")["value"] == "nobody"
        assert "to 200 characters at most" in shown.text
        assert answered.token == page.token

    def test_who_mends_it_can_send_it(self, contact: ContactWorld) -> None:
        wrong = contact.fills(contact.opens(), email="nobody", message="x")
        assert contact.fills(wrong, **FIELDS).status == 303

    def test_a_field_that_is_gone_is_told(self, contact: ContactWorld) -> None:
        shown = refused(contact.fills(contact.opens(), **FIELDS, extra="x"), 422, TEXTS["en"].problems_title)
        assert "no longer there" in shown.text

    def test_what_nobody_sees_has_to_stay_empty(self, contact: ContactWorld) -> None:
        page = contact.opens()
        contact.passes(4000)
        sent = {"token": page.token, **FIELDS, "homepage": "https://spam.example"}
        again = contact.posts(page.action, sent)
        shown = refused(again, 422, ENGLISH["looks_automatic"])
        assert shown.by_id("homepage").get("value") is None
        assert contact.fills(again, **FIELDS).status == 303
        assert len(contact.stored()) == 1

    def test_nobody_writes_so_fast(self, contact: ContactWorld) -> None:
        page = contact.opens()
        contact.passes(2999)
        again = contact.posts(page.action, {"token": page.token, **FIELDS})
        refused(again, 429, ENGLISH["too_soon"])
        assert again.token == page.token
        contact.passes(1)
        assert contact.posts(again.action, {"token": again.token, **FIELDS}).status == 303

    def test_a_page_is_good_for_a_day_and_what_was_written_is_kept(self, contact: ContactWorld) -> None:
        page = contact.opens()
        contact.passes(DAY)
        again = contact.posts(page.action, {"token": page.token, **FIELDS})
        shown = refused(again, 422, ENGLISH["challenge_expired"])
        assert FIELDS["message"] in shown.text
        assert contact.fills(again, **FIELDS).status == 303

    @pytest.mark.parametrize("token", ["", "x", "1.2.3", f"{START}.{'0' * 32}.{'0' * 64}", "é", "\0"])
    def test_a_token_that_is_none_of_ours_is_replaced(self, contact: ContactWorld, token: str) -> None:
        contact.passes(4000)
        refused(contact.posts("/contact/shop?lang=en", {"token": token, **FIELDS}), 422, ENGLISH["challenge_expired"])
        assert contact.stored() == []

    @pytest.mark.parametrize("part", [0, 1, 2])
    def test_no_part_of_a_token_can_be_changed(self, contact: ContactWorld, part: int) -> None:
        parts = contact.opens().token.split(".")
        parts[part] = parts[part][:-1] + ("0" if parts[part][-1] != "0" else "1")
        contact.passes(4000)
        sent = {"token": ".".join(parts), **FIELDS}
        refused(contact.posts("/contact/shop?lang=en", sent), 422, ENGLISH["challenge_expired"])

    @pytest.mark.parametrize(
        ("body", "type_"),
        [
            ("{}", "application/json"),
            ("name=x", "text/plain"),
            ("name=x", "multipart/form-data; boundary=x"),
            ("name=x", ""),
            ("&".join(f"a{number}=1" for number in range(200)), "application/x-www-form-urlencoded"),
            ("name=ü", "application/x-www-form-urlencoded"),
        ],
    )
    def test_what_no_browser_sends_for_it_is_told_so(self, contact: ContactWorld, body: str, type_: str) -> None:
        answered = contact.asks("POST", "/contact/shop?lang=en", body=body, content_type=type_)
        refused(answered, 400, ENGLISH["invalid_request"])

    def test_what_is_too_long_is_not_read(self, contact: ContactWorld) -> None:
        body = "message=" + "x" * (64 * 1024)
        answered = contact.asks(
            "POST", "/contact/shop?lang=en", body=body, content_type="application/x-www-form-urlencoded"
        )
        refused(answered, 413, ENGLISH["too_long"])

    @pytest.mark.parametrize(
        ("reason", "times", "status", "code"), [("TransactionConflict", 3, 429, "busy"), ("Other", 1, 500, "failed")]
    )
    def test_trouble_keeps_what_was_written(
        self, contact: ContactWorld, reason: str, times: int, status: int, code: str
    ) -> None:
        page = contact.opens()
        refusing_transactions(contact, reason, times=times)
        again = contact.fills(page, **FIELDS)
        shown = refused(again, status, ENGLISH[code])
        assert FIELDS["message"] in shown.text
        assert contact.fills(again, **FIELDS).status == 303
        assert len(contact.stored()) == 1

    @pytest.mark.parametrize("hostile", HOSTILE)
    def test_what_was_written_is_shown_as_text(self, contact: ContactWorld, hostile: str) -> None:
        sent = dict.fromkeys((*FORM["fields"], "extra", hostile, "group", "consent"), hostile)
        answered = contact.fills(contact.opens(), **sent)
        shown, empty = Read(answered.text), Read(contact.opens().text)
        assert answered.status == 422
        assert {tag for tag, _ in shown.tags} - {tag for tag, _ in empty.tags} <= {"h2", "ul", "li"}
        assert not [name for _, attributes in shown.tags for name in attributes if name.startswith("on")]
        assert shown.by_id("name")["value"] == hostile
        # A browser drops the first line break of a textarea.
        assert f"\n{hostile}" in shown.texts

    def test_no_line_of_the_log_has_what_was_written(
        self, contact: ContactWorld, capfd: pytest.CaptureFixture[str]
    ) -> None:
        refusing_transactions(contact, "Other", times=1)
        contact.fills(contact.opens(), **{**FIELDS, "message": "text-7391"})
        assert "text-7391" not in "".join(capfd.readouterr())


@given(st.text(), st.text())
def test_whatever_is_put_into_an_element_comes_out_as_text(value: str, text: str) -> None:
    read = Read(document(element("p", element("a", text, href=value), text)).replace("\r", "\n"))
    assert read.tags == [("p", {}), ("a", {"href": value.replace("\r", "\n")})]
    assert read.text == (text + text).replace("\r", "\n")


def test_both_languages_say_everything() -> None:
    for texts in TEXTS.values():
        for name in texts.__struct_fields__:
            said = getattr(texts, name)
            assert all(said.values()) if hasattr(said, "values") else said
    one, other = TEXTS.values()
    for name in ("labels", "fields", "refusals"):
        assert getattr(one, name).keys() == getattr(other, name).keys()
