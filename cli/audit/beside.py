"""What lies beside the stacks and still holds or sends what is the deployment's."""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any, Final

from cli.audit.account import Account, Physical
from cli.audit.findings import Finding
from cli.deployment import GLOBAL_REGION
from cli.inventory.templates import BESIDE, Properties, Resource

_KINDS: Final = {
    "AWS::Lambda::Function": "/aws/lambda/{}",
    "AWS::ApiGatewayV2::Api": "API-Gateway-Execution-Logs_{}",
}
"""Log groups that AWS makes by itself, by what they are named after."""


def resources_beside(account: Account, physical: Sequence[Physical]) -> Iterator[Resource]:
    """Each as a template would have it, in a stack called ``account``."""
    for it in physical:
        if it.kind in _KINDS:
            yield from _log_groups(account, it, _KINDS[it.kind].format(it.id))
        if it.kind == "AWS::Lambda::Function":
            yield from _ways_of_a_function(account, it)
        if it.kind == "AWS::Logs::LogGroup":
            yield from _subscriptions(account, it)
        if it.kind == "AWS::SQS::Queue":
            yield from _readers_of_a_queue(account, it, {other.id for other in physical})


def copies_of_the_table(account: Account, physical: Sequence[Physical]) -> Iterator[Finding]:
    """Backups and restored tables: nothing deletes from them what is deleted here."""
    for it in physical:
        if it.kind != "AWS::DynamoDB::Table":
            continue
        client = account.client("dynamodb", it.region)
        for backup in account.pages(it.logical_id, client, "list_backups", "BackupSummaries", TableName=it.id):
            yield _copy(
                backup.get("BackupName", "a backup"), "a backup on demand", "delete it (aws dynamodb delete-backup)"
            )
        for name in account.pages(it.logical_id, client, "list_tables", "TableNames"):
            table = account.ask(name, client, "describe_table", TableName=name).get("Table", {})
            source = table.get("RestoreSummary", {}).get("SourceTableArn", "")
            if name != it.id and source.rpartition("/")[2] == it.id:
                yield _copy(
                    name, "a table that was restored from the chat table", "delete it (aws dynamodb delete-table)"
                )


def deliveries(account: Account, distribution: str) -> list[Properties]:
    """CloudFront's access logs of the distribution, as ``AWS::Logs::Delivery`` has them; wherever they were set up."""
    client = account.client("logs", GLOBAL_REGION)
    sources = {
        source["name"]
        for source in account.pages(distribution, client, "describe_delivery_sources", "deliverySources")
        if any(arn.endswith(f"/{distribution}") for arn in source.get("resourceArns", []))
    }
    found = account.pages(distribution, client, "describe_deliveries", "deliveries") if sources else []
    return [
        {"RecordFields": delivery.get("recordFields")}
        for delivery in found
        if delivery["deliverySourceName"] in sources
    ]


def _log_groups(account: Account, it: Physical, name: str) -> Iterator[Resource]:
    client = account.client("logs", it.region)
    for group in account.pages(it.logical_id, client, "describe_log_groups", "logGroups", logGroupNamePrefix=name):
        if group["logGroupName"].partition("/ws")[0] == name:
            yield _beside(
                group["logGroupName"],
                "AWS::Logs::LogGroup",
                _without_none(RetentionInDays=group.get("retentionInDays")),
            )


def _ways_of_a_function(account: Account, it: Physical) -> Iterator[Resource]:
    client = account.client("lambda", it.region)
    url = account.ask(it.logical_id, client, "get_function_url_config", FunctionName=it.id)
    if url:
        yield _beside(it.id, "AWS::Lambda::Url", {"AuthType": url.get("AuthType")})
    configs = account.pages(
        it.logical_id,
        client,
        "list_function_event_invoke_configs",
        "FunctionEventInvokeConfigs",
        FunctionName=it.id,
    )
    for config in configs:
        if any(where.get("Destination") for where in config.get("DestinationConfig", {}).values()):
            yield _beside(it.id, "AWS::Lambda::EventInvokeConfig", config)


def _subscriptions(account: Account, it: Physical) -> Iterator[Resource]:
    client = account.client("logs", it.region)
    filters = account.pages(
        it.logical_id, client, "describe_subscription_filters", "subscriptionFilters", logGroupName=it.id
    )
    for each in filters:
        yield _beside(each["filterName"], "AWS::Logs::SubscriptionFilter", each)


def _readers_of_a_queue(account: Account, it: Physical, known: Container[str]) -> Iterator[Resource]:
    """Whatever else reads it gets some of the messages in the place of our function."""
    queue = account.ask(
        it.logical_id, account.client("sqs", it.region), "get_queue_attributes", QueueUrl=it.id, AttributeNames=["All"]
    )
    arn = queue.get("Attributes", {}).get("QueueArn", "")
    client = account.client("lambda", it.region)
    mappings = account.pages(
        it.logical_id, client, "list_event_source_mappings", "EventSourceMappings", EventSourceArn=arn
    )
    for mapping in mappings:
        if mapping["UUID"] not in known:
            yield _beside(
                mapping["UUID"], "AWS::Lambda::EventSourceMapping", {"FunctionName": mapping.get("FunctionArn")}
            )


def _beside(name: str, kind: str, properties: Mapping[str, Any]) -> Resource:
    return Resource(stack=BESIDE, logical_id=name, kind=kind, properties=properties, deletion_policy=None)


def _without_none(**properties: Any) -> Properties:
    return {name: value for name, value in properties.items() if value is not None}


def _copy(where: str, got: str, remedy: str) -> Finding:
    return Finding(
        promise="P4", rule="table-copies", where=where, expected="no copy of the chat table", got=got, remedy=remedy
    )
