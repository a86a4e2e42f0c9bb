from typing import Any

from local.integration_responses import TYPE, add_integration_responses


class Stacks:
    """CloudFormation, as far as it is asked."""

    def __init__(self, **ids: str) -> None:
        self._ids = ids

    def describe_stack_resource(self, *, StackName: str, LogicalResourceId: str) -> Any:  # noqa: N803 - boto3's names
        assert StackName == "tresen-service"
        return {"StackResourceDetail": {"PhysicalResourceId": self._ids[LogicalResourceId]}}


def template(answer: str) -> dict[str, Any]:
    properties = {
        "ApiId": {"Ref": "Socket"},
        "IntegrationId": {"Ref": "Ping"},
        "IntegrationResponseKey": "$default",
        "ResponseTemplates": {"$default": answer},
    }
    return {"Resources": {"Answer": {"Type": TYPE, "Properties": properties}, "Table": {"Type": "Table"}}}


class Apis:
    """The API's part that is in use, for one integration."""

    def __init__(self) -> None:
        self.responses: dict[str, dict[str, Any]] = {}

    def create_integration_response(self, **response: Any) -> None:
        assert (response.pop("ApiId"), response.pop("IntegrationId")) == ("api1", "ping1")
        self.responses[f"response{len(self.responses)}"] = response

    def get_integration_responses(self, *, ApiId: str, IntegrationId: str) -> Any:  # noqa: N803 - boto3's names
        assert (ApiId, IntegrationId) == ("api1", "ping1")
        return {"Items": [{"IntegrationResponseId": id_, **it} for id_, it in self.responses.items()]}

    def delete_integration_response(self, *, IntegrationResponseId: str, **_: str) -> None:  # noqa: N803 - boto3's names
        del self.responses[IntegrationResponseId]


STACKS: Any = Stacks(Socket="api1", Ping="ping1")


def test_an_integration_answers_what_the_newest_template_says() -> None:
    apis = Apis()
    for answer in ("first", "second"):
        add_integration_responses(STACKS, apis, "tresen-service", template(answer))
        assert list(apis.responses.values()) == [
            {"IntegrationResponseKey": "$default", "ResponseTemplates": {"$default": answer}}
        ]


def test_a_template_without_any_changes_nothing() -> None:
    apis = Apis()
    add_integration_responses(STACKS, apis, "tresen-data", {"Resources": {"Table": {"Type": "Table"}}})
    assert apis.responses == {}
