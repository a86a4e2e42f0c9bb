"""From ``tresen.toml`` to settings, or to one line that says what is wrong with it."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Final, NamedTuple, get_args, get_origin

import msgspec
from msgspec import Meta, Struct

from stacks.errors import NotReady
from stacks.settings import Edge, Settings, sites_json

SITES_BYTES: Final = 3000
"""Longest ``SITES``: a function's whole environment holds 4 KB.

https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""

SHOWN_CHARACTERS: Final = 80


class WrongSetting(Exception):
    """``key`` is where, ``expected`` and ``got`` are what."""

    def __init__(self, key: str, *, expected: str, got: str) -> None:
        super().__init__(f"{key}: expected {expected}, got {got}")


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
    _check_size(settings)
    return settings


def _check(part: _Part) -> None:
    """Parts first, so that the deepest wrong key is the one that is named."""
    for inner in _parts(part):
        _check(inner)
    # Patterns end in $, which lets a line break pass.
    if isinstance(part.value, str) and part.value != part.value.strip():
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
            yield _Part(key_kind, name, _join(part.key, name))
            yield _Part(value_kind, value, _join(part.key, name))
    elif isinstance(part.value, dict):
        yield from _fields(kind, part.value, part.key)
    elif isinstance(part.value, list) and get_origin(kind) is tuple:
        for index, value in enumerate(part.value):
            yield _Part(get_args(kind)[0], value, f"{part.key}[{index}]")


def _fields(kind: type[Struct], table: dict[str, object], key: str) -> Iterator[_Part]:
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    for name in table:
        if name not in fields:
            raise WrongSetting(_join(key, name), expected=f"one of the keys {', '.join(fields)}", got=_shown(name))
    for name, field in fields.items():
        if name in table:
            yield _Part(field.type, table[name], _join(key, name))
        elif field.required:
            raise WrongSetting(_join(key, name), expected=_expected(field.type), got="nothing")


def _check_own_name(edge: Edge) -> None:
    """What belongs to a name of one's own has no meaning without it."""
    if edge.domain is None and (edge.certificate_arn or edge.hosted_zone_id):
        raise WrongSetting("edge.domain", expected="a host name such as chat.example.com", got="nothing")


def _check_named_once(settings: Settings) -> None:
    """An origin tells the site, and a group is asked for by its name: neither may come twice."""
    origins: set[str] = set()
    for name, site in settings.sites.items():
        _check_new(site.origins, origins, f"{_join('sites', name)}.origins", "an origin that is named only once")
        _check_new(site.groups, set(), f"{_join('sites', name)}.groups", "a group that is named only once")


def _check_hosts(settings: Settings) -> None:
    """What visitors are told of a site's agents lies under the page's host, whatever its scheme."""
    sites: dict[str, str] = {}
    for name, site in settings.sites.items():
        for index, origin in enumerate(site.origins):
            host = origin.partition("//")[2]
            if sites.setdefault(host, name) != name:
                key = f"{_join('sites', name)}.origins[{index}]"
                raise WrongSetting(key, expected="an origin whose host no other site has", got=_shown(origin))


def _check_new(values: tuple[str, ...], seen: set[str], key: str, expected: str) -> None:
    for index, value in enumerate(values):
        if value in seen:
            raise WrongSetting(f"{key}[{index}]", expected=expected, got=_shown(value))
        seen.add(value)


def _check_size(settings: Settings) -> None:
    size = len(sites_json(settings))
    if size > SITES_BYTES:
        raise WrongSetting(
            "sites", expected=f"at most {SITES_BYTES} bytes of sites, origins and groups", got=f"{size} bytes"
        )


def _wrong(part: _Part) -> WrongSetting:
    return WrongSetting(part.key, expected=_expected(part.kind), got=_shown(part.value))


def _required(kind: Any) -> Any:
    """The type in ``X | None``: TOML has no null, so a value that is there is never ``None``."""
    return get_args(kind)[0] if NoneType in get_args(kind) else kind


def _bare(kind: Any) -> Any:
    kind = _required(kind)
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def _expected(kind: Any) -> str:
    described = (member.description for member in get_args(_required(kind)) if isinstance(member, Meta))
    return next(described, None) or "a table"


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    if not text.isprintable():
        text = json.dumps(value, default=str)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"


def _join(key: str, name: str) -> str:
    part = name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _shown(name)
    return f"{key}.{part}" if key else part
