"""A running resource's properties, in the words that its template would have for them."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from cli.audit.account import Account, Physical
from cli.audit.watch_readers import read_alarm, read_invoke_config, read_rule
from cli.inventory.templates import Properties

Reader = Callable[[Account, Physical, Properties], Properties]
"""Takes what the template says, and gives what is. What it does not read stays as the template has it."""


def read_table(account: Account, it: Physical, _: Properties) -> Properties:
    client = account.client("dynamodb", it.region)
    table = account.ask(it.logical_id, client, "describe_table", TableName=it.id).get("Table", {})
    ttl = account.ask(it.logical_id, client, "describe_time_to_live", TableName=it.id).get("TimeToLiveDescription", {})
    backups = account.ask(it.logical_id, client, "describe_continuous_backups", TableName=it.id)
    recovery = backups.get("ContinuousBackupsDescription", {}).get("PointInTimeRecoveryDescription", {})
    return {
        "DeletionProtectionEnabled": table.get("DeletionProtectionEnabled", False),
        "TimeToLiveSpecification": _time_to_live(ttl),
        "PointInTimeRecoverySpecification": _recovery(recovery),
        "StreamSpecification": table.get("StreamSpecification") if table.get("LatestStreamArn") else None,
        "SSESpecification": {"SSEEnabled": table.get("SSEDescription", {}).get("Status") in ("ENABLED", "UPDATING")},
        "Replicas": table.get("Replicas", []),
    }


def read_bucket(account: Account, it: Physical, _: Properties) -> Properties:
    client = account.client("s3", it.region)

    def ask(operation: str, key: str) -> Any:
        return account.ask(it.logical_id, client, operation, Bucket=it.id).get(key)

    return {
        "BucketName": it.id,
        "PublicAccessBlockConfiguration": ask("get_public_access_block", "PublicAccessBlockConfiguration") or {},
        "BucketEncryption": {
            "ServerSideEncryptionConfiguration": (
                ask("get_bucket_encryption", "ServerSideEncryptionConfiguration") or {}
            ).get("Rules", [])
        },
        "VersioningConfiguration": {"Status": ask("get_bucket_versioning", "Status")},
        "LifecycleConfiguration": {
            "Rules": [_lifecycle(rule) for rule in ask("get_bucket_lifecycle_configuration", "Rules") or []]
        },
        "LoggingConfiguration": ask("get_bucket_logging", "LoggingEnabled"),
        "ReplicationConfiguration": ask("get_bucket_replication", "ReplicationConfiguration"),
    }


def read_bucket_policy(account: Account, it: Physical, template: Properties) -> Properties:
    """A bucket policy is found by its bucket's name, whatever its own physical id is."""
    client = account.client("s3", it.region)
    bucket = account.ids.get((it.stack, template["Bucket"].get("Ref", "")), it.id)
    policy = account.ask(it.logical_id, client, "get_bucket_policy", Bucket=bucket).get("Policy", "{}")
    return {"PolicyDocument": json.loads(policy)}


def read_log_group(account: Account, it: Physical, _: Properties) -> Properties:
    client = account.client("logs", it.region)
    groups = account.pages(it.logical_id, client, "describe_log_groups", "logGroups", logGroupNamePrefix=it.id)
    days = next((g.get("retentionInDays") for g in groups if g["logGroupName"] == it.id), None)
    return {"LogGroupName": it.id, "RetentionInDays": days}


def read_function(account: Account, it: Physical, _: Properties) -> Properties:
    client = account.client("lambda", it.region)
    found = account.ask(it.logical_id, client, "get_function_configuration", FunctionName=it.id)
    if not found:
        return {}
    return {
        "Environment": {"Variables": found.get("Environment", {}).get("Variables", {})},
        "LoggingConfig": found.get("LoggingConfig", {}),
        "DeadLetterConfig": found.get("DeadLetterConfig", {}),
        "TracingConfig": found.get("TracingConfig", {}),
    }


def read_role(account: Account, it: Physical, _: Properties) -> Properties:
    client = account.client("iam")
    names = account.pages(it.logical_id, client, "list_role_policies", "PolicyNames", RoleName=it.id)
    attached = account.pages(it.logical_id, client, "list_attached_role_policies", "AttachedPolicies", RoleName=it.id)
    inline = [account.ask(it.logical_id, client, "get_role_policy", RoleName=it.id, PolicyName=name) for name in names]
    documents = [{"PolicyDocument": _document(policy["PolicyDocument"])} for policy in inline if policy]
    return {"Policies": documents, "ManagedPolicyArns": [policy["PolicyArn"] for policy in attached]}


def read_api(account: Account, it: Physical, _: Properties) -> Properties:
    found = account.ask(it.logical_id, account.client("apigatewayv2", it.region), "get_api", ApiId=it.id)
    return {"ApiId": it.id, "CorsConfiguration": found.get("CorsConfiguration", {})} if found else {}


def read_topic(account: Account, it: Physical, _: Properties) -> Properties:
    client = account.client("sns", it.region)
    found = account.ask(it.logical_id, client, "get_topic_attributes", TopicArn=it.id)
    return {"KmsMasterKeyId": found.get("Attributes", {}).get("KmsMasterKeyId")} if found else {}


def read_distribution(account: Account, it: Physical, _: Properties) -> Properties:
    found = account.ask(it.logical_id, account.client("cloudfront"), "get_distribution_config", Id=it.id)
    config = found.get("DistributionConfig")
    if not config:
        return {}
    logging = config.get("Logging", {})
    return {
        "DistributionConfig": {
            **config,
            "Origins": config.get("Origins", {}).get("Items", []),
            "CacheBehaviors": config.get("CacheBehaviors", {}).get("Items", []),
            "Logging": logging if logging.get("Enabled") else {},
        }
    }


def read_request_policy(account: Account, it: Physical, _: Properties) -> Properties:
    """Behaviours name it by its id."""
    found = account.ask(it.logical_id, account.client("cloudfront"), "get_origin_request_policy", Id=it.id)
    config = found.get("OriginRequestPolicy", {}).get("OriginRequestPolicyConfig")
    if not config:
        return {}
    headers = config["HeadersConfig"]
    said = {**headers, "Headers": headers.get("Headers", {}).get("Items", [])}
    return {"Id": it.id, "OriginRequestPolicyConfig": {**config, "HeadersConfig": said}}


def read_queue(account: Account, it: Physical, _: Properties) -> Properties:
    said = _queue(account, it, it.id)
    if not said:
        return {}
    return {
        "MessageRetentionPeriod": int(said.get("MessageRetentionPeriod", 0)),
        "SqsManagedSseEnabled": said.get("SqsManagedSseEnabled") == "true",
        "VisibilityTimeout": int(said.get("VisibilityTimeout", 0)),
        "RedrivePolicy": json.loads(said.get("RedrivePolicy", "{}")),
    }


def read_queue_policy(account: Account, it: Physical, template: Properties) -> Properties:
    """Of its one queue, whose physical id is its address."""
    queue = account.ids.get((it.stack, template["Queues"][0].get("Ref", "")), it.id)
    return {"PolicyDocument": json.loads(_queue(account, it, queue).get("Policy", "{}"))}


def _queue(account: Account, it: Physical, address: str) -> Mapping[str, str]:
    client = account.client("sqs", it.region)
    found = account.ask(it.logical_id, client, "get_queue_attributes", QueueUrl=address, AttributeNames=["All"])
    said: Mapping[str, str] = found.get("Attributes", {})
    return said


def read_web_acl(account: Account, it: Physical, _: Properties) -> Properties:
    name, acl_id, scope = it.id.split("|")
    client = account.client("wafv2", it.region)
    acl = account.ask(it.logical_id, client, "get_web_acl", Name=name, Id=acl_id, Scope=scope).get("WebACL", {})
    return {key: acl[key] for key in ("VisibilityConfig", "Rules") if key in acl}


READERS: Final[Mapping[str, Reader]] = {
    "AWS::DynamoDB::Table": read_table,
    "AWS::S3::Bucket": read_bucket,
    "AWS::S3::BucketPolicy": read_bucket_policy,
    "AWS::Logs::LogGroup": read_log_group,
    "AWS::Lambda::Function": read_function,
    "AWS::IAM::Role": read_role,
    "AWS::ApiGatewayV2::Api": read_api,
    "AWS::SNS::Topic": read_topic,
    "AWS::CloudFront::Distribution": read_distribution,
    "AWS::CloudFront::OriginRequestPolicy": read_request_policy,
    "AWS::SQS::Queue": read_queue,
    "AWS::SQS::QueuePolicy": read_queue_policy,
    "AWS::WAFv2::WebACL": read_web_acl,
    "AWS::Events::Rule": read_rule,
    "AWS::CloudWatch::Alarm": read_alarm,
    "AWS::Lambda::EventInvokeConfig": read_invoke_config,
}


def _time_to_live(described: Mapping[str, Any]) -> Properties:
    enabled = described.get("TimeToLiveStatus") in ("ENABLED", "ENABLING")
    return {"Enabled": enabled} | ({"AttributeName": described.get("AttributeName")} if enabled else {})


def _recovery(described: Mapping[str, Any]) -> Properties:
    enabled = described.get("PointInTimeRecoveryStatus") == "ENABLED"
    days = described.get("RecoveryPeriodInDays")
    return {"PointInTimeRecoveryEnabled": enabled} | ({"RecoveryPeriodInDays": days} if enabled and days else {})


def _lifecycle(rule: Mapping[str, Any]) -> Properties:
    days = rule.get("Expiration", {}).get("Days")
    prefix = rule.get("Prefix") or rule.get("Filter", {}).get("Prefix", "")
    narrowed = {"TagFilters": True} if {"And", "Tag"} & rule.get("Filter", {}).keys() else {}
    return {"Status": rule.get("Status"), "Prefix": prefix} | narrowed | ({"ExpirationInDays": days} if days else {})


def _document(document: Any) -> Any:
    return json.loads(document) if isinstance(document, str) else document
