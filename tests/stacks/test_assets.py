"""The browser bundle on its way into the bucket."""

from typing import Any

from tests.stacks.template import Template


def deployments(service: Template) -> dict[str, Any]:
    """By prefix, those of source maps as ``maps``."""
    return {_name(it): it for it in service.of("Custom::CDKBucketDeployment").values()}


def _name(it: dict[str, Any]) -> str:
    return "maps" if "Include" in it else it.get("DestinationBucketKeyPrefix", "")


def test_each_kind_of_file_is_cached_for_its_time(service: Template) -> None:
    found = {prefix: it["SystemMetadata"]["cache-control"] for prefix, it in deployments(service).items()}
    assert found == {
        "assets": "public, max-age=31536000, immutable",
        "maps": "public, max-age=31536000, immutable",
        "console": "no-cache",
        "": "public, max-age=300",
        "availability": "public, max-age=15",
    }


def test_source_maps_lie_beside_the_parts_as_json_which_cloudfront_compresses(service: Template) -> None:
    maps, parts = deployments(service)["maps"], deployments(service)["assets"]
    assert (maps["Exclude"], maps["Include"], parts["Exclude"]) == (["*"], ["*.map"], ["*.map"])
    assert maps["SystemMetadata"]["content-type"] == "application/json"
    assert "content-type" not in parts["SystemMetadata"]
    for name in ("SourceObjectKeys", "DestinationBucketKeyPrefix", "DestinationBucketName"):
        assert maps[name] == parts[name]


def test_a_release_removes_nothing(service: Template) -> None:
    assert {it["Prune"] for it in deployments(service).values()} == {False}


def test_the_loader_comes_after_everything_that_it_loads(service: Template) -> None:
    ids = {
        _name(it["Properties"]): name
        for name, it in service.resources.items()
        if it["Type"] == "Custom::CDKBucketDeployment"
    }
    assert ids["assets"] in service.resources[ids["console"]]["DependsOn"]
    assert ids["console"] in service.resources[ids[""]]["DependsOn"]


def test_what_keeps_its_address_is_invalidated_last(service: Template) -> None:
    """Paths of which the first 1,000 a month are free, two for each release.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PayingForInvalidation.html
    """
    paths = {prefix: it.get("DistributionPaths") for prefix, it in deployments(service).items()}
    assert paths == {
        "assets": None,
        "maps": None,
        "console": None,
        "": ["/loader.js", "/console/*"],
        "availability": None,
    }
    assert service.text(deployments(service)[""]["DistributionId"]) == "<EdgeDistribution>"


def test_the_console_is_told_where_agents_sign_in(service: Template) -> None:
    markers = deployments(service)["console"]["SourceMarkers"][1]
    assert sorted(service.text(value) for value in markers.values()) == [
        '"<SignInConsole>"',
        '"https://<AgentsSignIn>.auth.eu-central-1.amazoncognito.com"',
    ]
