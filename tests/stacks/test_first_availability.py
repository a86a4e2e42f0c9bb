"""The availability files that a deployment begins with."""

from pathlib import Path

import msgspec
import pytest

from lambdas.chat import availability_files
from lambdas.chat.availability import updated
from lambdas.identity.sites import Analysis
from lambdas.identity.sites import Site as FunctionsSite
from stacks.edge import CACHED_SECONDS
from stacks.first_availability import file_name, offline
from stacks.settings import ContactForm
from stacks.settings_file import parse_settings
from tests.stacks.conftest import EXAMPLE, LIMITED, OWN_NAME, SENTRY, analysed, synthesized
from tests.stacks.template import Template


@pytest.mark.parametrize("origin", ["https://www.example.com", "http://shop.localhost:8080"])
def test_they_lie_where_the_function_writes_them(origin: str) -> None:
    assert availability_files.key_of(origin) == f"availability/{file_name(origin)}"


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
    assert offline(settings, site) == msgspec.to_builtins(updated(None, {}, known_to_functions, 0))
    assert offline(settings, site)["contact"] is (contact is not None)
    assert offline(settings, site)["analysis"] == analysis


def test_a_site_without_a_number_in_matomo_is_not_analysed() -> None:
    settings = parse_settings(analysed(EXAMPLE))
    assert offline(settings, settings.sites["blog"])["analysis"] is None


def test_they_are_cached_like_all_that_follow() -> None:
    assert f"public, max-age={CACHED_SECONDS}" == availability_files.CACHED


def test_there_is_one_for_each_origin_in_one_upload(service: Template) -> None:
    uploads = service.of("Custom::CDKBucketDeployment").values()
    (upload,) = (it for it in uploads if it.get("DestinationBucketKeyPrefix") == "availability")
    assert service.text(upload["DestinationBucketName"]) == "<EdgeAvailability>"
    assert len(upload["SourceObjectKeys"]) == 2
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
