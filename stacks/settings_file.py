"""From ``tresen.toml`` to settings, or to one line that says what is wrong with it."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Final, NamedTuple, get_args, get_origin

import msgspec
from msgspec import Meta, Struct

from stacks.analytics_settings import check_analytics
from stacks.contact_settings import check_contact, forms_json
from stacks.error_settings import check_errors
from stacks.errors import NotReady
from stacks.settings import Edge, PublicKey, Settings, sites_json
from stacks.site_settings import OTHER_KEY, check_sites
from stacks.wrong_setting import WrongSetting, join, shown

SITES_BYTES: Final = 3000
"""Longest ``SITES`` and ``FORMS`` together: a function's whole environment holds 4 KB.

https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""


class _Part(NamedTuple):
    """A value, the type that it should have, and the key under which an operator finds it."""

    kind: Any
    value: object
    key: str


def read_settings(path: Path) -> Settings:
    """The settings in the file. Raises ``NotReady`` with file, key, what was expected and what came."""
    try:
        return parse_settings(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotReady(f"{path.name}: expected a file that can be read, got: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise NotReady(f"{path.name}: expected UTF-8, got another encoding") from error
    except tomllib.TOMLDecodeError as error:
        raise NotReady(f"{path.name}: expected TOML, got: {error}") from error
    except WrongSetting as error:
        raise NotReady(f"{path.name}: {error}") from error


def parse_settings(text: str) -> Settings:
    """The settings in the text of a file. Raises ``WrongSetting`` or ``tomllib.TOMLDecodeError``."""
    table = tomllib.loads(text)
    _check(_Part(Settings, table, ""))
    settings = msgspec.convert(table, Settings)
    _check_own_name(settings.edge)
    _check_named_once(settings)
    _check_hosts(settings)
    check_sites(settings)
    check_contact(settings)
    check_analytics(settings)
    _check_size(settings)
    check_errors(settings)
    return settings


def _check(part: _Part) -> None:
    """Parts first, so that the deepest wrong key is the one that is named."""
    if part.kind is Any:
        return
    for inner in _parts(part):
        _check(inner)
    # Patterns end in $, which lets a line break pass. Of a key that is how its last line ends.
    if isinstance(part.value, str) and part.value != part.value.strip() and _required(part.kind) != PublicKey:
        raise _wrong(part)
    try:
        msgspec.convert(part.value, part.kind)
    except msgspec.ValidationError as error:
        raise _wrong(part) from error


def _parts(part: _Part) -> Iterator[_Part]:
    kind = _bare(part.kind)
    if isinstance(part.value, dict) and get_origin(kind) is dict:
        key_kind, value_kind = get_args(kind)
        for name, value in part.value.items():
            yield _Part(key_kind, name, join(part.key, name))
            yield _Part(value_kind, value, join(part.key, name))
    elif isinstance(part.value, dict):
        yield from _fields(kind, part.value, part.key)
    elif isinstance(part.value, list) and get_origin(kind) is tuple:
        for index, value in enumerate(part.value):
            yield _Part(get_args(kind)[0], value, f"{part.key}[{index}]")


def _fields(kind: type[Struct], table: dict[str, object], key: str) -> Iterator[_Part]:
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    for name in table:
        if name not in fields:
            raise WrongSetting(join(key, name), expected=f"one of the keys {', '.join(fields)}", got=shown(name))
    for name, field in fields.items():
        if name in table:
            yield _Part(field.type, table[name], join(key, name))
        elif field.required:
            raise WrongSetting(join(key, name), expected=_expected(field.type), got="nothing")


def _check_own_name(edge: Edge) -> None:
    """What belongs to a name of one's own has no meaning without it."""
    if edge.domain is None and (edge.certificate_arn or edge.hosted_zone_id):
        raise WrongSetting("edge.domain", expected="a host name such as chat.example.com", got="nothing")


def _check_named_once(settings: Settings) -> None:
    """An origin tells the site, and a group is asked for by its name: neither may come twice."""
    origins: set[str] = set()
    for name, site in settings.sites.items():
        _check_new(site.origins, origins, f"{join('sites', name)}.origins", "an origin that is named only once")
        _check_new(site.groups, set(), f"{join('sites', name)}.groups", "a group that is named only once")


def _check_hosts(settings: Settings) -> None:
    """What visitors are told of a site's agents lies under the page's host, whatever its scheme."""
    sites: dict[str, str] = {}
    for name, site in settings.sites.items():
        for index, origin in enumerate(site.origins):
            host = origin.partition("//")[2]
            if sites.setdefault(host, name) != name:
                key = f"{join('sites', name)}.origins[{index}]"
                raise WrongSetting(key, expected="an origin whose host no other site has", got=shown(origin))


def _check_new(values: tuple[str, ...], seen: set[str], key: str, expected: str) -> None:
    for index, value in enumerate(values):
        if value in seen:
            raise WrongSetting(f"{key}[{index}]", expected=expected, got=shown(value))
        seen.add(value)


def _check_size(settings: Settings) -> None:
    """The function of the contact form is told of both, and every other of no more than that."""
    size = len(sites_json(settings).encode()) + len(forms_json(settings).encode())
    if size > SITES_BYTES:
        expected = f"at most {SITES_BYTES} bytes of sites, origins, groups and contact forms with their texts"
        raise WrongSetting("sites", expected=expected, got=f"{size} bytes")


def _wrong(part: _Part) -> WrongSetting:
    # It may be the private one by mistake.
    got = OTHER_KEY if _required(part.kind) == PublicKey else shown(part.value)
    return WrongSetting(part.key, expected=_expected(part.kind), got=got)


def _required(kind: Any) -> Any:
    """The type in ``X | None``: TOML has no null, so a value that is there is never ``None``."""
    return get_args(kind)[0] if NoneType in get_args(kind) else kind


def _bare(kind: Any) -> Any:
    kind = _required(kind)
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def _expected(kind: Any) -> str:
    described = (member.description for member in get_args(_required(kind)) if isinstance(member, Meta))
    return next(described, None) or "a table"
