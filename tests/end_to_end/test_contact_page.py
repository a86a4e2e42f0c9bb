"""The plain contact page in a browser that runs no JavaScript."""

import hmac
import json
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

import boto3
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from lambdas.contact.challenges import SOONEST_SECONDS
from lambdas.contact.page_tokens import LABEL, PageToken, signed
from local.assembly import Template
from local.ministack import ACCESS_KEY, SECRET_KEY
from local.stack import LocalStack
from tests.end_to_end.around import dynamodb
from tests.end_to_end.axe import expect_accessible
from tests.end_to_end.pages import SECONDS
from tests.end_to_end.waiting import until_quiet
from tests.promises.promise import promise

ContextMaker = Callable[..., BrowserContext]
HOSTILE = "\"><script>document.title='gone'</script><img src=x onerror=\"document.title='gone'\"></textarea>"
TOO_SOON_MILLISECONDS = (SOONEST_SECONDS + 0.5) * SECONDS


def written(page: Page, chat: str, *, lang: str = "en", **fields: str) -> Page:
    """The page, filled in and old enough to be sent."""
    page.goto(f"{chat}/contact/shop?lang={lang}")
    for name, value in fields.items():
        page.locator(f"#{name}").fill(value)
    page.wait_for_timeout(TOO_SOON_MILLISECONDS)
    return page


def stored(stack: LocalStack, text: str) -> list[list[dict[str, Any]]]:
    """The contact requests in which that was written."""
    rows = dynamodb(stack).query(
        TableName=stack.outputs["ChatTable"],
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "contact#shop.page"}},
    )["Items"]
    found = [json.loads(row["fields"]["S"]) for row in rows]
    return [fields for fields in found if text in json.dumps(fields, ensure_ascii=False)]


@pytest.fixture
def page(new_context: ContextMaker) -> Page:
    return new_context(java_script_enabled=False).new_page()


@pytest.mark.parametrize(
    ("lang", "send", "thanks", "kept"),
    [
        ("de", "Absenden", "Vielen Dank", "löschen wir nach 180 Tagen"),
        ("en", "Send", "Thank you", "deleted after 180 days"),
    ],
)
def test_without_javascript_a_message_is_sent_once_and_a_reload_sends_nothing(
    stack: LocalStack, chat: str, page: Page, lang: str, send: str, thanks: str, kept: str
) -> None:
    text = f"plain page {secrets.token_hex(4)}"
    written(page, chat, lang=lang, email="grace@example.org", message=text)
    expect(page.get_by_text(kept)).to_be_visible()
    page.get_by_role("button", name=send).click()
    expect(page.get_by_role("heading", name=thanks)).to_be_visible()
    assert set(parse_qs(urlsplit(page.url).query)) == {"lang", "sent"}
    page.reload()
    expect(page.get_by_role("heading", name=thanks)).to_be_visible()
    page.go_back()
    assert len(stored(stack, text)) == 1


@pytest.mark.parametrize(("lang", "link"), [("de", "Schreiben Sie uns"), ("en", "Write to us")])
def test_a_shop_leads_to_it_whoever_has_no_javascript(shop: str, page: Page, lang: str, link: str) -> None:
    page.goto(f"{shop}/?lang={lang}")
    page.get_by_role("link", name=link).click()
    expect(page.locator("html")).to_have_attribute("lang", lang)
    expect(page.locator("#message")).to_be_visible()


def test_the_keyboard_alone_is_enough(stack: LocalStack, chat: str, page: Page) -> None:
    text = f"by keyboard {secrets.token_hex(4)}"
    page.goto(f"{chat}/contact/shop?lang=en")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Deutsch")).to_be_focused()
    for name, value in (("name", "Grace"), ("email", "grace@"), ("subject", ""), ("message", text)):
        page.keyboard.press("Tab")
        expect(page.locator(f"#{name}")).to_be_focused()
        page.keyboard.type(value)
    page.wait_for_timeout(TOO_SOON_MILLISECONDS)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    # The list of what is wrong has the focus, and leads to the field, which says it again.
    expect(page.locator("#problems")).to_be_focused()
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="E-mail address: Please enter an e-mail address")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#email")).to_have_accessible_description(
        "Please enter an e-mail address such as name@example.com."
    )
    expect(page.locator("#message")).to_have_value(text)
    expect(page.locator("#email")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type("example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert len(stored(stack, text)) == 1


def test_what_was_written_is_shown_as_text_and_nothing_of_it_runs(
    stack: LocalStack, chat: str, new_context: ContextMaker
) -> None:
    page = new_context().new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    mark = secrets.token_hex(4)
    written(page, chat, name=HOSTILE, email=HOSTILE.replace("@", ""), message=f"{HOSTILE}{mark}")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#name")).to_have_value(HOSTILE)
    expect(page.locator("#message")).to_have_value(f"{HOSTILE}{mark}")
    page.locator("#email").fill("grace@example.org")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert page.title() == "Thank you"
    (fields,) = stored(stack, mark)
    assert fields[0]["value"] == HOSTILE
    # The browser tells of the refusal, and of nothing that the policy had to stop.
    assert all("status of 422" in each for each in refused), refused


def test_a_double_click_stores_it_once(stack: LocalStack, chat: str, page: Page) -> None:
    text = f"clicked twice {secrets.token_hex(4)}"
    written(page, chat, email="grace@example.org", message=text)
    page.get_by_role("button", name="Send").dblclick(no_wait_after=True)
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert len(stored(stack, text)) == 1


def test_the_same_form_at_the_same_moment_is_stored_once(stack: LocalStack, chat: str, page: Page) -> None:
    text = f"all at once {secrets.token_hex(4)}"
    written(page, chat)
    sent = {
        "token": str(page.locator("[name=token]").get_attribute("value")),
        "email": "g@example.org",
        "message": text,
    }
    with ThreadPoolExecutor(4) as pool:
        addresses = list(pool.map(lambda _: posted(f"{chat}/contact/shop?lang=en", sent), range(4)))
    assert all(address.endswith("sent=1") for address in addresses)
    assert len(stored(stack, text)) == 1


def posted(address: str, values: dict[str, str]) -> str:
    """Where the answer leads. ``*.localhost`` has no address everywhere."""
    parts = urlsplit(address)
    request = Request(
        f"http://127.0.0.1:{parts.port}{parts.path}?{parts.query}",
        data=urlencode(values).encode(),
        headers={"Host": parts.netloc},
    )
    with pytest.raises(HTTPError) as redirect:
        build_opener(Staying).open(request)
    with redirect.value as answer:
        assert answer.code == 303
        return str(answer.headers["Location"])


class Staying(HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *_: Any) -> None:
        return None


def test_a_page_of_yesterday_keeps_what_was_written(stack: LocalStack, chat: str, page: Page) -> None:
    text = f"of yesterday {secrets.token_hex(4)}"
    page.goto(f"{chat}/contact/shop?lang=en")
    yesterday = PageToken(issued_at=(int(time.time()) - 25 * 60 * 60) * 1000, id=secrets.token_hex(16))
    page.locator("[name=token]").evaluate("(input, value) => { input.value = value }", token_of(stack, yesterday))
    page.locator("#email").fill("grace@example.org")
    page.locator("#message").fill(text)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("This page was open for too long.")).to_be_visible()
    expect(page.locator("#message")).to_have_value(text)
    page.wait_for_timeout(TOO_SOON_MILLISECONDS)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert len(stored(stack, text)) == 1


def token_of(stack: LocalStack, token: PageToken) -> str:
    """As the function signs it."""
    text = aws(stack, "secretsmanager").get_secret_value(SecretId=stack.outputs["EdgeSecret"])["SecretString"]
    key = hmac.digest(json.loads(text)["current"].encode(), LABEL.encode() + b"\x01", "sha256")
    return signed(token, "shop", key)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_axe_finds_nothing(chat: str, new_context: ContextMaker, scheme: str, lang: str) -> None:
    page = new_context(color_scheme=scheme, viewport={"width": 320, "height": 640}).new_page()
    page.goto(f"{chat}/contact/shop?lang={lang}")
    expect_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button").click()
    expect(page.locator("#problems")).to_be_focused()
    expect_accessible(page)
    page.goto(f"{chat}/contact/shop?lang={lang}&sent=1")
    expect_accessible(page)


@promise("P3", "the page without JavaScript asks nobody else and keeps nothing")
def test_nothing_is_asked_of_anybody_else_and_nothing_is_kept(chat: str, new_context: ContextMaker) -> None:
    context = new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{chat}/contact/shop?lang=de")
    until_quiet(page)
    assert asked == [f"{chat}/contact/shop?lang=de"]
    assert context.cookies() == []


@pytest.mark.parametrize("content", [False, True])
def test_the_group_gets_a_mail_with_the_content_only_if_that_is_set(content: bool) -> None:
    with LocalStack(change=lambda _, template: mailing(template, content=content)) as stack:
        aws(stack, "sesv2").create_email_identity(EmailIdentity="chat@example.com")
        text = f"to be told {secrets.token_hex(4)}"
        page = PageToken(issued_at=(int(time.time()) - 10) * 1000, id=secrets.token_hex(16))
        sent = {"token": token_of(stack, page), "email": "grace@example.org", "message": text}
        assert posted(f"{stack.addresses.chat}/contact/shop?lang=de", sent).endswith("sent=1")
        with urlopen(f"{stack.ministack_url}/_ministack/ses/messages") as answer:  # noqa: S310 - of this machine
            (mail,) = (each for mails in json.load(answer)["messages"].values() for each in mails)
        assert (mail["Source"], mail["To"]) == ("chat@example.com", ["service@example.com"])
        assert mail["Subject"] == "Neue Kontaktanfrage (shop, service)"
        assert f"{stack.addresses.console}#contact" in mail["BodyText"]
        assert (text in mail["BodyText"]) == content
        assert ("grace@example.org" in json.dumps(mail)) == content


def mailing(template: Template, *, content: bool) -> Template:
    """As with ``notify`` and ``[contact]`` in the settings."""
    for name, resource in template["Resources"].items():
        properties = resource.get("Properties", {})
        variables = properties.get("Environment", {}).get("Variables", {})
        if "FORMS" in variables:
            forms = json.loads(variables["FORMS"])
            forms["shop"]["notify"] = ["service@example.com"]
            variables |= {
                "FORMS": json.dumps(forms),
                "SENDER": "chat@example.com",
                "NOTE_CONTENT": json.dumps(content),
            }
        if resource["Type"] == "AWS::IAM::Policy" and name.startswith("ContactRole"):
            properties["PolicyDocument"]["Statement"] += [
                {"Effect": "Allow", "Action": "ses:SendEmail", "Resource": "arn:aws:ses:*:*:identity/chat@example.com"},
                {"Effect": "Allow", "Action": "dynamodb:UpdateItem", "Resource": "*"},
            ]
    return template


def aws(stack: LocalStack, service: Any) -> Any:
    """As the emulator's root."""
    return boto3.client(
        service,
        endpoint_url=stack.ministack_url,
        region_name=stack.region,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
    )
