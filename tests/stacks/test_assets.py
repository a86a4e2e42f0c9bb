"""The browser bundle on its way into the bucket."""

from typing import Any

from tests.stacks.template import Template


def deployments(service: Template) -> dict[str, Any]:
    found = service.of("Custom::CDKBucketDeployment")
    return {it.get("DestinationBucketKeyPrefix", ""): it for it in found.values()}


def test_each_kind_of_file_is_cached_for_its_time(service: Template) -> None:
    found = {prefix: it["SystemMetadata"]["cache-control"] for prefix, it in deployments(service).items()}
    assert found == {
        "assets": "public, max-age=31536000, immutable",
        "console": "no-cache",
        "": "public, max-age=300",
    }


def test_a_release_removes_nothing(service: Template) -> None:
    assert {it["Prune"] for it in deployments(service).values()} == {False}


def test_the_loader_comes_after_everything_that_it_loads(service: Template) -> None:
    ids = {
        it["Properties"].get("DestinationBucketKeyPrefix", ""): name
        for name, it in service.resources.items()
        if it["Type"] == "Custom::CDKBucketDeployment"
    }
    assert ids["assets"] in service.resources[ids["console"]]["DependsOn"]
    assert ids["console"] in service.resources[ids[""]]["DependsOn"]


def test_the_console_is_told_where_agents_sign_in(service: Template) -> None:
    markers = deployments(service)["console"]["SourceMarkers"][1]
    assert sorted(service.text(value) for value in markers.values()) == [
        '"<SignInConsole>"',
        '"https://<AgentsSignIn>.auth.eu-central-1.amazoncognito.com"',
    ]
