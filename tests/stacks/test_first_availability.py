"""The availability files that a deployment begins with."""

import msgspec
import pytest

from lambdas.chat import availability_files
from lambdas.chat.availability import updated
from lambdas.identity.sites import Site as FunctionsSite
from stacks.edge import CACHED_SECONDS
from stacks.first_availability import file_name, offline
from stacks.settings import ContactForm, Site
from tests.stacks.template import Template

SITE = Site(origins=("https://www.example.com",), groups=("service", "sales"), unanswered_seconds=45)


@pytest.mark.parametrize("origin", ["https://www.example.com", "http://shop.localhost:8080"])
def test_they_lie_where_the_function_writes_them(origin: str) -> None:
    assert availability_files.key_of(origin) == f"availability/{file_name(origin)}"


@pytest.mark.parametrize("contact", [None, ContactForm()])
def test_they_say_what_the_function_says_when_nobody_is_there(contact: ContactForm | None) -> None:
    site = msgspec.structs.replace(SITE, contact=contact)
    known_to_functions = FunctionsSite(
        origins=[*SITE.origins], groups=[*SITE.groups], unanswered_seconds=45, contact=contact is not None
    )
    assert offline(site) == msgspec.to_builtins(updated(None, {}, known_to_functions, 0))
    assert offline(site)["contact"] is (contact is not None)


def test_they_are_cached_like_all_that_follow() -> None:
    assert f"public, max-age={CACHED_SECONDS}" == availability_files.CACHED


def test_there_is_one_for_each_origin_in_one_upload(service: Template) -> None:
    uploads = service.of("Custom::CDKBucketDeployment").values()
    (upload,) = (it for it in uploads if it.get("DestinationBucketKeyPrefix") == "availability")
    assert service.text(upload["DestinationBucketName"]) == "<EdgeAvailability>"
    assert len(upload["SourceObjectKeys"]) == 2
    assert upload["Prune"] is False


def test_nothing_in_them_depends_on_the_release(
    templates: dict[str, Template], own_name_templates: dict[str, Template]
) -> None:
    """Else each release would put them there again, over what the function has written."""
    keys = []
    for template in (templates["service"], own_name_templates["service"]):
        uploads = template.of("Custom::CDKBucketDeployment").values()
        (upload,) = (it for it in uploads if it.get("DestinationBucketKeyPrefix") == "availability")
        assert not [marker for markers in upload["SourceMarkers"] for marker in markers]
        keys.append(upload["SourceObjectKeys"])
    assert keys[0] == keys[1]
