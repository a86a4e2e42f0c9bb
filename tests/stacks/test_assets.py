"""The browser bundle on its way into the bucket."""

import hashlib
import re
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from stacks.assets import pinned_loader
from stacks.errors import NotReady
from tests.stacks.conftest import EXAMPLE, dist, synthesized
from tests.stacks.template import Template


def deployments(service: Template) -> dict[str, Any]:
    """By the construct that makes each."""
    return {_name(name): it for name, it in service.of("Custom::CDKBucketDeployment").items()}


def _name(logical_id: str) -> str:
    found = re.match(r"(?:BrowserFiles|Availability)([A-Z][a-z]+(?:Cards)?)CustomResource", logical_id)
    assert found, logical_id
    return found[1]


def test_each_kind_of_file_is_cached_for_its_time(service: Template) -> None:
    found = {prefix: it["SystemMetadata"]["cache-control"] for prefix, it in deployments(service).items()}
    assert found == {
        "Parts": "public, max-age=31536000, immutable",
        "Maps": "public, max-age=31536000, immutable",
        "Console": "no-cache",
        "Cards": "public, max-age=300",
        "GroupCards": "public, max-age=300",
        "Loader": "public, max-age=300",
        "Files": "public, max-age=15",
    }


def test_source_maps_lie_beside_the_parts_as_json_which_cloudfront_compresses(service: Template) -> None:
    maps, parts = deployments(service)["Maps"], deployments(service)["Parts"]
    assert (maps["Exclude"], maps["Include"], parts["Exclude"]) == (["*"], ["*.map"], ["*.map"])
    assert maps["SystemMetadata"]["content-type"] == "application/json"
    assert "content-type" not in parts["SystemMetadata"]
    for name in ("SourceObjectKeys", "DestinationBucketKeyPrefix", "DestinationBucketName"):
        assert maps[name] == parts[name]


def test_a_release_removes_nothing(service: Template) -> None:
    assert {it["Prune"] for it in deployments(service).values()} == {False}


def test_the_loader_comes_after_everything_that_it_loads(service: Template) -> None:
    ids = {_name(name): name for name in service.of("Custom::CDKBucketDeployment")}
    assert ids["Parts"] in service.resources[ids["Console"]]["DependsOn"]
    assert {ids[name] for name in ("Console", "Cards", "GroupCards")} <= {
        *service.resources[ids["Loader"]]["DependsOn"]
    }


def test_what_keeps_its_address_is_invalidated_last(service: Template) -> None:
    """Paths of which the first 1,000 a month are free, four for each release.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PayingForInvalidation.html
    """
    paths = {name: it["DistributionPaths"] for name, it in deployments(service).items() if "DistributionPaths" in it}
    assert paths == {"Loader": ["/loader.js", "/element.js", "/card/*", "/console/*"]}
    assert service.text(deployments(service)["Loader"]["DistributionId"]) == "<EdgeDistribution>"


def test_a_font_is_given_out_as_one_for_ever(tmp_path: Path) -> None:
    widget = '[sites.shop.widget]\nfont = "own.woff2"\nfont_family = "Own"\n'
    fonts = deployments(synthesized(EXAMPLE + widget, tmp_path)["service"])["Fonts"]
    assert fonts["DestinationBucketKeyPrefix"] == "assets"
    assert fonts["SystemMetadata"] == {
        "cache-control": "public, max-age=31536000, immutable",
        "content-type": "font/woff2",
    }


def test_cards_are_pages_whose_names_have_no_ending(service: Template) -> None:
    for name in ("Cards", "GroupCards"):
        assert deployments(service)[name]["SystemMetadata"]["content-type"] == "text/html; charset=utf-8"
        assert deployments(service)[name]["DestinationBucketKeyPrefix"] == "card"


def test_the_loader_of_this_release_alone_is_put_out_with_its_hash(service: Template, tmp_path: Path) -> None:
    """https://www.w3.org/TR/SRI/#the-integrity-attribute"""
    digest = b64encode(hashlib.sha256(b"loader.js").digest()).decode()
    outputs = service.body["Outputs"]
    assert outputs["LoaderPath"]["Value"] == "/assets/loader-1a2b3c.js"
    assert outputs["LoaderIntegrity"]["Value"] == f"sha256-{digest}"


def test_a_bundle_without_a_copy_of_its_loader_is_refused(tmp_path: Path) -> None:
    files = dist(tmp_path)
    (files / "loader.js").write_text("another", encoding="utf-8")
    with pytest.raises(NotReady, match=r"^widget_assets/dist: expected a copy of loader\.js among the assets"):
        pinned_loader(files)


def test_the_console_is_told_where_agents_sign_in(service: Template) -> None:
    markers = deployments(service)["Console"]["SourceMarkers"][1]
    assert sorted(service.text(value) for value in markers.values()) == [
        '"<SignInConsole>"',
        '"https://<AgentsSignIn>.auth.eu-central-1.amazoncognito.com"',
    ]
