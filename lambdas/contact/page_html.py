"""The plain page: complete HTML for browsers without JavaScript, pure."""

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlencode

from msgspec import Struct

from lambdas.contact.elements import Element, Node, Style, document, element
from lambdas.contact.fields import CONSENT, GROUP
from lambdas.contact.forms import Locale
from lambdas.contact.page_style import CSS
from lambdas.contact.page_texts import TEXTS, Texts
from lambdas.protocol.contact import FieldKind, Form, FormField
from lambdas.protocol.problems import FieldProblem

TOKEN: Final = "token"  # noqa: S105 - the name of a field, not a secret
HOMEPAGE: Final = "homepage"

_TYPES: Final = {FieldKind.EMAIL: "email", FieldKind.TELEPHONE: "tel"}
_COMPLETED: Final = {"name": "name", "email": "email", "telephone": "tel"}


class FormPage(Struct, frozen=True, kw_only=True):
    """What the page shows: ``values`` as they were sent, what is wrong with them, and what was wrong besides."""

    site: str
    locale: Locale
    form: Form
    token: str
    kept_days: int
    group: str | None = None
    values: Mapping[str, str] = {}
    problems: Mapping[str, FieldProblem] = {}
    refusal: str | None = None


def form_page(page: FormPage) -> str:
    texts = TEXTS[page.locale]
    is_refused = bool(page.problems or page.refusal)
    return _document(
        page.locale,
        f"{texts.problems_title} | {texts.title}" if is_refused else texts.title,
        _language_link(page.site, page.locale, page.group),
        element("h1", texts.title),
        _summary(page, texts) if is_refused else element("p", texts.introduction),
        _form(page, texts),
    )


def sent_page(site: str, locale: Locale) -> str:
    texts = TEXTS[locale]
    again = element("a", texts.another, href=address(site, locale))
    return _document(
        locale, texts.sent_title, element("h1", texts.sent_title), element("p", texts.sent), element("p", again)
    )


def message_page(locale: Locale, message: str) -> str:
    """Where there is no form to show."""
    texts = TEXTS[locale]
    return _document(locale, texts.title, element("h1", texts.title), element("p", message))


def address(site: str, locale: Locale, group: str | None = None, *, sent: bool = False) -> str:
    """The page's own path. Nothing of a person's is in it."""
    query = {"lang": locale} | ({"group": group} if group else {}) | ({"sent": "1"} if sent else {})
    return f"/contact/{site}?{urlencode(query)}"


def _document(locale: Locale, title: str, *content: Node) -> str:
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="robots", content="noindex"),
        element("title", title),
        Style(CSS),
    )
    return document(element("html", head, element("body", element("main", *content)), lang=locale))


def _language_link(site: str, locale: Locale, group: str | None) -> Element:
    other: Locale = "en" if locale == "de" else "de"
    link = element("a", TEXTS[locale].other_language, href=address(site, other, group), hreflang=other, lang=other)
    return element("nav", link, aria_label="Language / Sprache")


def _summary(page: FormPage, texts: Texts) -> Element:
    """Has the focus from the beginning, and leads to each field."""
    links = [
        element("li", element("a", f"{label}{_words(page, texts, name)}", href=f"#{name}"))
        for name, label in _labels(page, texts)
        if name in page.problems
    ]
    lost = any(problem is FieldProblem.UNKNOWN for problem in page.problems.values())
    return element(
        "div",
        element("h2", texts.problems_title),
        element("p", page.refusal) if page.refusal else None,
        element("p", texts.fields[FieldProblem.UNKNOWN]) if lost else None,
        element("ul", *links) if links else None,
        id="problems",
        role="alert",
        tabindex="-1",
        autofocus=True,
    )


def _labels(page: FormPage, texts: Texts) -> Iterator[tuple[str, str]]:
    """What stands before the words, in the page's order. Those of the consent say enough."""
    yield GROUP, f"{texts.group}: "
    yield from ((field.name, f"{label_of(field, texts)}: ") for field in page.form.fields)
    yield CONSENT, ""


def label_of(field: FormField, texts: Texts) -> str:
    return field.label or texts.labels[field.name]


def _words(page: FormPage, texts: Texts, name: str) -> str:
    if name == CONSENT:
        return texts.consent_required
    most = next((str(field.max_characters) for field in page.form.fields if field.name == name), "")
    return texts.fields[page.problems[name]].replace("{}", most)


def _form(page: FormPage, texts: Texts) -> Element:
    return element(
        "form",
        element("input", type="hidden", name=TOKEN, value=page.token),
        _bait(texts),
        _group(page, texts) if page.form.groups else None,
        *(_field(page, texts, field) for field in page.form.fields),
        _consent(page, texts) if page.form.consent else None,
        element("p", texts.kept.replace("{}", str(page.kept_days)), class_="quiet"),
        element("button", texts.send, type="submit"),
        method="post",
        action=address(page.site, page.locale, None if page.form.groups else page.group),
        # The browser's own words would be in its language, and gone with the next click.
        novalidate=True,
    )


def _bait(texts: Texts) -> Element:
    """The stylesheet takes it away for everybody; whoever has none is told to leave it empty."""
    return element(
        "div",
        element("label", texts.leave_empty, for_=HOMEPAGE),
        element("input", id=HOMEPAGE, name=HOMEPAGE, type="text", autocomplete="off", tabindex="-1"),
        class_="away",
    )


def _field(page: FormPage, texts: Texts, field: FormField) -> Element:
    value = page.values.get(field.name, "")
    common = _state(page, field.name, required=field.required)
    optional = None if field.required else element("span", f" {texts.optional}", class_="quiet")
    return element(
        "div",
        element("label", label_of(field, texts), optional, for_=field.name),
        _control(field, value, texts, common),
        _problem(page, texts, field.name),
        class_="field",
    )


def _control(field: FormField, value: str, texts: Texts, common: Mapping[str, str | bool | None]) -> Element:
    if field.kind is FieldKind.TEXT:
        # HTML drops one line break at the beginning.
        return element("textarea", f"\n{value}", **common)
    if field.kind is FieldKind.CHOICE:
        return _select(field.options, value, texts, common)
    type_, completed = _TYPES.get(field.kind, "text"), _COMPLETED.get(field.name, "on")
    return element("input", type=type_, value=value, autocomplete=completed, **common)


def _select(options: list[str], value: str, texts: Texts, common: Mapping[str, str | bool | None]) -> Element:
    chosen = [element("option", option, value=option, selected=option == value) for option in options]
    return element("select", element("option", texts.choose, value=""), *chosen, **common)


def _group(page: FormPage, texts: Texts) -> Element:
    groups = [element("option", group, value=group, selected=group == page.group) for group in page.form.groups]
    return element(
        "div",
        element("label", texts.group, for_=GROUP),
        element("select", *groups, **_state(page, GROUP, required=True)),
        _problem(page, texts, GROUP),
        class_="field",
    )


def _consent(page: FormPage, texts: Texts) -> Element:
    state = _state(page, CONSENT, required=True)
    box = element("input", type="checkbox", value="yes", checked=bool(page.values.get(CONSENT)), **state)
    label = element("label", page.form.consent, for_=CONSENT)
    return element("div", element("div", box, label, class_="consent"), _problem(page, texts, CONSENT), class_="field")


def _state(page: FormPage, name: str, *, required: bool) -> dict[str, str | bool | None]:
    wrong = name in page.problems
    return {
        "id": name,
        "name": name,
        "required": required,
        "aria_invalid": "true" if wrong else None,
        "aria_describedby": f"{name}-problem" if wrong else None,
    }


def _problem(page: FormPage, texts: Texts, name: str) -> Element | None:
    if name not in page.problems:
        return None
    return element("p", _words(page, texts, name), id=f"{name}-problem", class_="problem")
