"""Puts ``AWS::ApiGatewayV2::IntegrationResponse`` into MiniStack: its API takes what its CloudFormation refuses."""

from typing import TYPE_CHECKING, Any

from local.assembly import Template

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

TYPE = "AWS::ApiGatewayV2::IntegrationResponse"


def add_integration_responses(
    cloudformation: "CloudFormationClient", apis: Any, stack: str, template: Template
) -> None:
    """Those of a template that is deployed as ``stack``, in place of what its integrations have answered so far."""
    for resource in template["Resources"].values():
        if resource["Type"] == TYPE:
            properties = resource["Properties"]
            api, integration = (
                _physical_id(cloudformation, stack, properties[name]) for name in ("ApiId", "IntegrationId")
            )
            _remove_all(apis, api, integration)
            apis.create_integration_response(
                ApiId=api,
                IntegrationId=integration,
                IntegrationResponseKey=properties["IntegrationResponseKey"],
                ResponseTemplates=properties["ResponseTemplates"],
            )


def _physical_id(cloudformation: "CloudFormationClient", stack: str, reference: dict[str, Any]) -> str:
    found = cloudformation.describe_stack_resource(StackName=stack, LogicalResourceId=reference["Ref"])
    return found["StackResourceDetail"]["PhysicalResourceId"]


def _remove_all(apis: Any, api: str, integration: str) -> None:
    for it in apis.get_integration_responses(ApiId=api, IntegrationId=integration)["Items"]:
        apis.delete_integration_response(
            ApiId=api, IntegrationId=integration, IntegrationResponseId=it["IntegrationResponseId"]
        )
