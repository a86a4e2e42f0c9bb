"""What has to fit together in the settings of the contact forms, and what the functions are told of them."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from stacks.settings import ContactForm, OwnField, Settings
from stacks.wrong_setting import WrongSetting, join, shown

STANDARD: Final = ("name", "email", "telephone", "subject", "message")
"""The fields that every form knows."""

TAKEN: Final = ("group", "consent", "homepage", "token", "problems")
"""Names of something else in forms, which is sent or shown by them."""

MOST_OWN_FIELDS: Final = 20
MOST_OPTIONS: Final = 50
MOST_NOTIFIED: Final = 10


def check_contact(settings: Settings) -> None:
    """Raises ``WrongSetting``."""
    for name, site in settings.sites.items():
        if site.contact is not None:
            key = f"{join('sites', name)}.contact"
            _check_own_fields(site.contact, key)
            _check_fields(site.contact, key)
            _check_notified(site.contact, key, has_sender=settings.contact is not None)


def has_forms(settings: Settings) -> bool:
    return any(site.contact is not None for site in settings.sites.values())


def forms_json(settings: Settings) -> str:
    """The forms as the functions get them in ``FORMS``, without what is not set."""
    forms = {name: _told(site.contact) for name, site in settings.sites.items() if site.contact is not None}
    return msgspec.json.encode(forms).decode()


def _told(form: ContactForm) -> dict[str, Any]:
    told = {name: value for name, value in msgspec.to_builtins(form).items() if value}
    if form.own_fields:
        told["own_fields"] = [_own_told(field) for field in form.own_fields]
    return told


def _own_told(field: OwnField) -> dict[str, Any]:
    return {name: value for name, value in msgspec.to_builtins(field).items() if value and value != "line"}


def _check_fields(form: ContactForm, key: str) -> None:
    own = tuple(field.name for field in form.own_fields)
    known = f"one of the fields {', '.join((*STANDARD, *own))}"
    _check_each(form.fields, {*STANDARD, *own}, f"{key}.fields", known)
    _check_each(form.required, form.fields, f"{key}.required", f"one of the form's fields {', '.join(form.fields)}")
    if "message" not in form.fields:
        raise WrongSetting(f"{key}.fields", expected="message among the fields", got=shown(form.fields))


def _check_own_fields(form: ContactForm, key: str) -> None:
    _check_number(form.own_fields, MOST_OWN_FIELDS, f"{key}.own_fields", "fields")
    names = Counter(field.name for field in form.own_fields)
    for index, field in enumerate(form.own_fields):
        where = f"{key}.own_fields[{index}]"
        if field.name in (*STANDARD, *TAKEN) or names[field.name] > 1:
            raise WrongSetting(
                f"{where}.name", expected="a name that nothing else in a form has", got=shown(field.name)
            )
        _check_options(field, f"{where}.options")


def _check_options(field: OwnField, key: str) -> None:
    if field.kind != "choice" and field.options:
        raise WrongSetting(key, expected=f"no options of a {field.kind}", got=shown(field.options))
    if field.kind == "choice" and len(field.options) < 2:
        raise WrongSetting(key, expected="at least two options to choose from", got=shown(field.options))
    _check_number(field.options, MOST_OPTIONS, key, "options")
    # White space is no difference in what a browser sends.
    _check_once([" ".join(option.split()) for option in field.options], key, "an option that is named only once")


def _check_notified(form: ContactForm, key: str, *, has_sender: bool) -> None:
    if form.notify and not has_sender:
        raise WrongSetting("contact.sender", expected=f"an e-mail address, as {key}.notify is set", got="nothing")
    _check_number(form.notify, MOST_NOTIFIED, f"{key}.notify", "addresses")
    _check_once(form.notify, f"{key}.notify", "an address that is named only once")


def _check_each(names: tuple[str, ...], known: Iterable[str], key: str, expected: str) -> None:
    for index, name in enumerate(names):
        if name not in known:
            raise WrongSetting(f"{key}[{index}]", expected=expected, got=shown(name))
    _check_once(names, key, "a field that is named only once")


def _check_once(values: Iterable[str], key: str, expected: str) -> None:
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value in seen:
            raise WrongSetting(f"{key}[{index}]", expected=expected, got=shown(value))
        seen.add(value)


def _check_number(values: tuple[object, ...], most: int, key: str, what: str) -> None:
    if len(values) > most:
        raise WrongSetting(key, expected=f"at most {most} {what}", got=str(len(values)))
