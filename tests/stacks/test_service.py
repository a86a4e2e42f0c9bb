"""The stacks as a whole."""

from tests.stacks.template import Template

NAMES = {
    "AWS::Budgets::Budget": {"BudgetName"},
    "AWS::CloudWatch::Alarm": {"AlarmName"},
    "AWS::CloudWatch::Dashboard": {"DashboardName"},
    "AWS::Cognito::UserPool": {"UserPoolName"},
    "AWS::Cognito::UserPoolClient": {"ClientName"},
    "AWS::DynamoDB::Table": {"TableName"},
    "AWS::Events::Rule": {"Name"},
    "AWS::IAM::Role": {"RoleName"},
    "AWS::Lambda::Function": {"FunctionName"},
    "AWS::Lambda::LayerVersion": {"LayerName"},
    "AWS::Logs::LogGroup": {"LogGroupName"},
    "AWS::Logs::MetricFilter": {"FilterName"},
    "AWS::S3::Bucket": {"BucketName"},
    "AWS::SNS::Topic": {"TopicName"},
    "AWS::SQS::Queue": {"QueueName"},
    "AWS::SecretsManager::Secret": {"Name"},
}


def test_nothing_has_a_name_that_another_deployment_could_want(
    templates: dict[str, Template], analysed_service: Template
) -> None:
    for template in (*templates.values(), analysed_service):
        for kind, names in NAMES.items():
            for properties in template.of(kind).values():
                assert not names & properties.keys()


def test_what_the_local_run_and_the_operator_ask_for_is_put_out(service: Template, analysed_service: Template) -> None:
    outputs = {
        "PublicUrl",
        "LoaderPath",
        "LoaderIntegrity",
        "SignInUrl",
        "ConnectionsUrl",
        "AgentKeysUrl",
        "DistributionId",
        "DistributionDomain",
        "AssetsBucket",
        "EdgeSecret",
        "UserPoolId",
        "AgentClientId",
        "ChatTable",
        "ReceiptSecret",
        "WebSocketApiId",
        "HttpApiId",
        "AlarmTopic",
        "ErrorsTable",
        "ErrorsDsn",
        "TunnelFunction",
        "RetentionFunction",
    }
    of_analytics = {"EventsQueue", "DeadEventsQueue", "ClaimsTable", "MatomoToken", "ForwardMapping"}
    assert set(service.body["Outputs"]) == outputs
    # The other stacks ask for two more.
    assert {it for it in analysed_service.body["Outputs"] if not it.startswith("Publish")} == outputs | of_analytics


def test_the_templates_report_nothing_about_the_operator(templates: dict[str, Template]) -> None:
    for template in templates.values():
        assert not template.of("AWS::CDK::Metadata")
