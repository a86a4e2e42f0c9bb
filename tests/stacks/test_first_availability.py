"""The availability files that a deployment begins with."""

from pathlib import Path

import msgspec
import pytest

from lambdas.chat import availability_files
from lambdas.chat.availability import Availability, GroupAvailability, State, updated
from lambdas.identity.sites import Analysis
from lambdas.identity.sites import Site as FunctionsSite
from stacks.edge import CACHED_SECONDS
from stacks.first_availability import first_files, offline
from stacks.settings import ContactForm
from stacks.settings_file import parse_settings
from tests.stacks.conftest import EXAMPLE, LIMITED, OWN_NAME, SENTRY, analysed, synthesized
from tests.stacks.template import Template

LOOK = {"texts": {"de": {"available": "Chat"}}, "style": ":host{--tresen-radius:4px}", "theme": "dark"}
"""Opaque to the function."""


def test_they_lie_where_the_function_writes_them() -> None:
    settings = parse_settings(EXAMPLE.replace("https://blog.example.com", "http://shop.localhost:8080"))
    names = [name for name, _ in first_files(settings, dict.fromkeys(settings.sites, LOOK))]
    written = [
        availability_files.key_of(file)
        for name, site in settings.sites.items()
        for file in availability_files.names_of(name, site.origins)
    ]
    assert [f"availability/{name}" for name in names] == written
    assert "http" not in str(names)


@pytest.mark.parametrize("contact", [None, ContactForm()])
@pytest.mark.parametrize(
    ("text", "analysis"),
    [
        (EXAMPLE, None),
        (analysed(EXAMPLE), "opt_out"),
        (f"{analysed(EXAMPLE)}ask_first = true", "opt_in"),
    ],
)
def test_they_say_what_the_function_says_when_nobody_is_there(
    contact: ContactForm | None, text: str, analysis: str | None
) -> None:
    settings = parse_settings(text)
    site = msgspec.structs.replace(settings.sites["shop"], contact=contact, unanswered_seconds=45)
    known_to_functions = FunctionsSite(
        origins=[*site.origins],
        groups=[*site.groups],
        unanswered_seconds=45,
        contact=contact is not None,
        analysis=Analysis(analysis) if analysis else None,
    )
    content = offline(settings, site, LOOK)
    told = updated(None, {}, known_to_functions, 0, conversation_days=settings.retention.conversation_days)
    assert content == msgspec.to_builtins(told) | {"look": LOOK}
    assert content["contact"] is (contact is not None)
    assert content["analysis"] == analysis


def test_the_function_leaves_them_as_they_are_and_hands_their_look_on() -> None:
    settings = parse_settings(EXAMPLE)
    content = offline(settings, settings.sites["blog"], LOOK)
    read = msgspec.json.decode(msgspec.json.encode(content), type=Availability)
    blog = FunctionsSite(origins=["https://blog.example.com"], groups=["editors"])
    assert updated(read, {}, blog, 0, conversation_days=90) is None
    there = {"editors": GroupAvailability(state=State.AVAILABLE, valid_until=180)}
    changed = updated(read, there, blog, 0, conversation_days=90)
    assert msgspec.json.decode(msgspec.json.encode(changed))["look"] == LOOK


def test_a_site_without_a_number_in_matomo_is_not_analysed() -> None:
    settings = parse_settings(analysed(EXAMPLE))
    assert offline(settings, settings.sites["blog"], LOOK)["analysis"] is None


def test_a_site_s_name_says_what_its_origins_say() -> None:
    settings = parse_settings(analysed(EXAMPLE))
    files = dict(first_files(settings, dict.fromkeys(settings.sites, LOOK)))
    assert files["www.example.com.json"]["analysis"] == "opt_out"
    assert files["shop.json"] == files["www.example.com.json"]


def test_they_are_cached_like_all_that_follow() -> None:
    assert f"public, max-age={CACHED_SECONDS}" == availability_files.CACHED


def test_there_is_one_for_each_origin_and_each_site_in_one_upload(service: Template) -> None:
    uploads = service.of("Custom::CDKBucketDeployment").values()
    (upload,) = (it for it in uploads if it.get("DestinationBucketKeyPrefix") == "availability")
    assert service.text(upload["DestinationBucketName"]) == "<EdgeAvailability>"
    # Of two sites with one origin each.
    assert len(upload["SourceObjectKeys"]) == 4
    assert upload["Prune"] is False


def test_nothing_in_them_depends_on_the_release(tmp_path: Path) -> None:
    """Else each release would put them there again, over what the function has written."""
    keys = []
    for name, text in (("plain", EXAMPLE), ("own_name", EXAMPLE + OWN_NAME + LIMITED + SENTRY)):
        uploads = synthesized(text, tmp_path / name)["service"].of("Custom::CDKBucketDeployment").values()
        (upload,) = (it for it in uploads if it.get("DestinationBucketKeyPrefix") == "availability")
        assert not [marker for markers in upload["SourceMarkers"] for marker in markers]
        keys.append(upload["SourceObjectKeys"])
    assert keys[0] == keys[1]
