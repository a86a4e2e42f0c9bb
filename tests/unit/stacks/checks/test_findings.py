"""One name for a resource, whichever checker speaks of it."""

from pathlib import Path

import pytest

from stacks.checks.findings import Assembly, of_construct_path, of_logical_id


@pytest.mark.parametrize(
    ("path", "logical_id"),
    [
        ("Edge/Distribution/Resource", "EdgeDistribution0060737B"),
        ("Health/Health/Function/Resource", "HealthFunctionAEF20B94"),
        ("SocketApi/$disconnect-Route/Resource", "SocketApidisconnectRoute0A1B2C3D"),
        ("HttpApi/DefaultStage/Resource", "HttpApiDefaultStage3EEB07D6"),
        (
            "Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C/Resource",
            "CustomCDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C81C01536",
        ),
    ],
)
def test_a_constructs_path_and_its_logical_id_give_the_same_name(path: str, logical_id: str) -> None:
    assert of_construct_path(path.split("/")) == of_logical_id(logical_id)


def test_a_stack_has_the_same_name_in_every_deployment() -> None:
    assembly = Assembly(settings="other", settings_file=Path("other.toml"), deployment="my-chat", directory=Path())
    assert assembly.stack("my-chat-service") == assembly.stack("my-chat-service.template.json") == "service"
