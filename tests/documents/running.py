"""A running account as AWS would describe it, made out of templates: what has been changed by hand is changed in it.

Real clients ask, each answer is held against AWS's own model of it, and nothing leaves the machine.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any, ClassVar
from uuid import NAMESPACE_URL, uuid5

import boto3
from botocore import xform_name
from botocore.model import OperationModel
from botocore.validate import validate_parameters

from cli.deployment import Deployment
from cli.inventory.inventory import Inventory, take_inventory
from cli.inventory.templates import Resource, Templates, templates_of
from tests.documents.deployments import Bodies, bodies_of, settings_of

REGION = "eu-central-1"
ACCOUNT = "111122223333"

Asked = Mapping[str, Any]


class Absent(Exception):
    """What AWS answers where something is not set, or is not to be seen."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Running:
    """``live`` are the templates that are really deployed; ``denied`` are operations that the credentials lack.

    ``backups``, ``restored``, ``groups``, ``urls``, ``filters``, ``invoked`` and ``reading`` lie beside the stacks.
    """

    def __init__(self, text: str) -> None:
        self.settings = settings_of(text)
        self.bodies: Bodies = bodies_of(text)
        self.planned = take_inventory(self.settings, templates_of(bodies_of(text)))
        self.denied: set[str] = set()
        self.backups: list[str] = []
        self.restored: list[str] = []
        self.groups: dict[str, int | None] = {}
        self.urls: set[str] = set()
        self.filters: set[str] = set()
        self.invoked: set[str] = set()
        self.reading: set[str] = set()

    @property
    def templates(self) -> Templates:
        return templates_of(self.bodies)

    @property
    def inventory(self) -> Inventory:
        """What the templates of the checkout are."""
        return self.planned

    def deployment(self) -> Deployment:
        deployment = Deployment(self.settings)
        deployment.__dict__["session"] = _Session()
        _Session.asks = self
        return deployment

    def resource(self, kind: str, physical_id: str) -> Resource:
        for it in self.templates.of(kind):
            if physical_id_of(it) == physical_id:
                return it
        raise Absent("ResourceNotFoundException")

    def text(self, expression: Any) -> str:
        return resolved(self.templates.text(expression))

    def answer(self, model: OperationModel, context: dict[str, Any]) -> tuple[Any, Any]:
        operation = xform_name(model.name)
        try:
            answer = self._allowed(operation)(context["asked"])
        except Absent as absent:
            return SimpleNamespace(status_code=HTTPStatus.BAD_REQUEST), {"Error": {"Code": absent.code, "Message": ""}}
        if model.output_shape is not None:
            validate_parameters(answer, model.output_shape)
        return SimpleNamespace(status_code=HTTPStatus.OK), answer

    def _allowed(self, operation: str) -> Callable[[Asked], Any]:
        if operation in self.denied:
            raise Absent("AccessDeniedException")
        answer: Callable[[Asked], Any] = getattr(self, operation)
        return answer

    # CloudFormation

    def list_stack_resources(self, asked: Asked) -> Any:
        stack = asked["StackName"].removeprefix(f"{self.settings.deployment.name}-")
        if stack not in self.templates.stacks:
            raise Absent("ValidationError")
        return {
            "StackResourceSummaries": [
                {
                    "LogicalResourceId": it.logical_id,
                    "PhysicalResourceId": physical_id_of(it),
                    "ResourceType": it.kind,
                    "ResourceStatus": "CREATE_COMPLETE",
                    "LastUpdatedTimestamp": 0,
                }
                for it in self.templates.resources
                if it.stack == stack
            ]
        }

    def describe_stacks(self, _: Asked) -> Any:
        outputs = self.bodies["service"]["Outputs"]
        described = [
            {"OutputKey": name, "OutputValue": self.text(output["Value"])}
            for name, output in outputs.items()
            if "Export" not in output
        ]
        return {"Stacks": [{"StackName": "x", "CreationTime": 0, "StackStatus": "x", "Outputs": described}]}

    # DynamoDB

    def describe_table(self, asked: Asked) -> Any:
        if asked["TableName"] in self.restored:
            source = table_arn(physical_id_of(self.templates.of("AWS::DynamoDB::Table")[0]))
            restored = {"SourceTableArn": source, "RestoreDateTime": 0, "RestoreInProgress": False}
            return {"Table": {"RestoreSummary": restored}}
        it = self.resource("AWS::DynamoDB::Table", asked["TableName"]).properties
        described: dict[str, Any] = {"DeletionProtectionEnabled": it.get("DeletionProtectionEnabled", False)}
        if it.get("SSESpecification", {}).get("SSEEnabled"):
            described["SSEDescription"] = {"Status": "ENABLED", "SSEType": "KMS"}
        if it.get("StreamSpecification"):
            described["StreamSpecification"] = {"StreamEnabled": True}
            described["LatestStreamArn"] = "arn:aws:dynamodb:eu-central-1:111122223333:table/x/stream/2026-01-01"
        return {"Table": described}

    def describe_time_to_live(self, asked: Asked) -> Any:
        it = self.resource("AWS::DynamoDB::Table", asked["TableName"]).properties["TimeToLiveSpecification"]
        if not it["Enabled"]:
            return {"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}}
        return {"TimeToLiveDescription": {"TimeToLiveStatus": "ENABLED", "AttributeName": it["AttributeName"]}}

    def describe_continuous_backups(self, asked: Asked) -> Any:
        it = self.resource("AWS::DynamoDB::Table", asked["TableName"]).properties["PointInTimeRecoverySpecification"]
        recovery: dict[str, Any] = {"PointInTimeRecoveryStatus": "DISABLED"}
        if it["PointInTimeRecoveryEnabled"]:
            days = it["RecoveryPeriodInDays"]
            recovery = {"PointInTimeRecoveryStatus": "ENABLED", "RecoveryPeriodInDays": days}
        described = {"ContinuousBackupsStatus": "ENABLED", "PointInTimeRecoveryDescription": recovery}
        return {"ContinuousBackupsDescription": described}

    def list_backups(self, _: Asked) -> Any:
        return {"BackupSummaries": [{"BackupName": name} for name in self.backups]}

    def list_tables(self, _: Asked) -> Any:
        own = [physical_id_of(it) for it in self.templates.of("AWS::DynamoDB::Table")]
        return {"TableNames": [*own, *self.restored]}

    # S3

    def _bucket(self, asked: Asked) -> Mapping[str, Any]:
        return self.resource("AWS::S3::Bucket", asked["Bucket"]).properties

    def get_public_access_block(self, asked: Asked) -> Any:
        block = self._bucket(asked).get("PublicAccessBlockConfiguration")
        if not block:
            raise Absent("NoSuchPublicAccessBlockConfiguration")
        return {"PublicAccessBlockConfiguration": block}

    def get_bucket_encryption(self, asked: Asked) -> Any:
        encryption = self._bucket(asked).get("BucketEncryption")
        if not encryption:
            raise Absent("ServerSideEncryptionConfigurationNotFoundError")
        rules = [
            {"ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"]}
            for rule in encryption["ServerSideEncryptionConfiguration"]
        ]
        return {"ServerSideEncryptionConfiguration": {"Rules": rules}}

    def get_bucket_versioning(self, asked: Asked) -> Any:
        return dict(self._bucket(asked).get("VersioningConfiguration", {}))

    def get_bucket_lifecycle_configuration(self, asked: Asked) -> Any:
        rules = self._bucket(asked).get("LifecycleConfiguration", {}).get("Rules", [])
        if not rules:
            raise Absent("NoSuchLifecycleConfiguration")
        return {
            "Rules": [
                {"Status": rule["Status"], "Filter": {"Prefix": ""}, "Expiration": {"Days": rule["ExpirationInDays"]}}
                for rule in rules
            ]
        }

    def get_bucket_logging(self, asked: Asked) -> Any:
        logging = self._bucket(asked).get("LoggingConfiguration")
        return {"LoggingEnabled": {"TargetBucket": "x", "TargetPrefix": "x"}} if logging else {}

    def get_bucket_replication(self, asked: Asked) -> Any:
        if not self._bucket(asked).get("ReplicationConfiguration"):
            raise Absent("ReplicationConfigurationNotFoundError")
        return {"ReplicationConfiguration": {"Role": "x", "Rules": []}}

    def get_bucket_policy(self, asked: Asked) -> Any:
        for policy in self.templates.of("AWS::S3::BucketPolicy"):
            if self.text(policy.properties["Bucket"]) == asked["Bucket"]:
                return {"Policy": json.dumps(self._concrete(policy.properties["PolicyDocument"]))}
        raise Absent("NoSuchBucketPolicy")

    # Logs

    def describe_log_groups(self, asked: Asked) -> Any:
        own = {
            physical_id_of(it): it.properties.get("RetentionInDays") for it in self.templates.of("AWS::Logs::LogGroup")
        }
        groups = [
            {"logGroupName": name} | ({"retentionInDays": days} if days else {})
            for name, days in (own | self.groups).items()
            if name.startswith(asked["logGroupNamePrefix"])
        ]
        return {"logGroups": groups}

    def describe_subscription_filters(self, asked: Asked) -> Any:
        there = asked["logGroupName"] in self.filters
        return {"subscriptionFilters": [{"filterName": "out"}] if there else []}

    def describe_delivery_sources(self, _: Asked) -> Any:
        distribution = physical_id_of(self.templates.of("AWS::CloudFront::Distribution")[0])
        arn = f"arn:aws:cloudfront::{ACCOUNT}:distribution/{distribution}"
        return {"deliverySources": [{"name": "access", "resourceArns": [arn]}]}

    def describe_deliveries(self, _: Asked) -> Any:
        other = {"deliverySourceName": "of-somebody-else", "recordFields": ["c-ip"]}
        own = [
            {"deliverySourceName": "access"}
            | ({"recordFields": it.properties["RecordFields"]} if "RecordFields" in it.properties else {})
            for it in self.templates.of("AWS::Logs::Delivery")
        ]
        return {"deliveries": [*own, other]}

    # Lambda

    def get_function_configuration(self, asked: Asked) -> Any:
        it = self.resource("AWS::Lambda::Function", asked["FunctionName"]).properties
        variables = it.get("Environment", {}).get("Variables", {})
        logged = it.get("LoggingConfig", {}).get("LogGroup")
        return {
            "Environment": {"Variables": {name: self.text(value) for name, value in variables.items()}},
            "LoggingConfig": {"LogGroup": self.text(logged)} if logged else {},
            "TracingConfig": it.get("TracingConfig", {"Mode": "PassThrough"}),
            **({"DeadLetterConfig": it["DeadLetterConfig"]} if "DeadLetterConfig" in it else {}),
        }

    def get_function_url_config(self, asked: Asked) -> Any:
        if asked["FunctionName"] not in self.urls:
            raise Absent("ResourceNotFoundException")
        arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{asked['FunctionName']}"
        url = {"FunctionUrl": f"https://{'x' * 32}.lambda-url.eu-central-1.on.aws/", "FunctionArn": arn}
        return url | {"AuthType": "NONE", "CreationTime": "x", "LastModifiedTime": "x"}

    def list_function_event_invoke_configs(self, asked: Asked) -> Any:
        destination = {"OnFailure": {"Destination": f"arn:aws:sqs:{REGION}:{ACCOUNT}:other"}}
        there = asked["FunctionName"] in self.invoked
        own = [
            {"MaximumEventAgeInSeconds": it.properties["MaximumEventAgeInSeconds"], "MaximumRetryAttempts": 1}
            for it in self.templates.of("AWS::Lambda::EventInvokeConfig")
            if f"{self.text(it.properties['FunctionName'])}-0123ABCD" == asked["FunctionName"]
        ]
        return {"FunctionEventInvokeConfigs": [*own, *([{"DestinationConfig": destination}] if there else [])]}

    # EventBridge, CloudWatch

    def describe_rule(self, asked: Asked) -> Any:
        it = self.resource("AWS::Events::Rule", asked["Name"]).properties
        return {"Name": asked["Name"], "State": it["State"], "ScheduleExpression": it["ScheduleExpression"]}

    def describe_alarms(self, asked: Asked) -> Any:
        (name,) = asked["AlarmNames"]
        it = self.resource("AWS::CloudWatch::Alarm", name).properties
        actions = [f"arn:aws:sns:{REGION}:{ACCOUNT}:{self.text(action)}" for action in it.get("AlarmActions", [])]
        return {
            "MetricAlarms": [
                {
                    "AlarmName": name,
                    "ActionsEnabled": it.get("ActionsEnabled", True),
                    "AlarmActions": actions,
                    "Threshold": it["Threshold"],
                    "TreatMissingData": it["TreatMissingData"],
                }
            ]
        }

    def list_event_source_mappings(self, asked: Asked) -> Any:
        arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:"
        own = [
            {"UUID": physical_id_of(it), "FunctionArn": f"{arn}forward"}
            for it in self.templates.of("AWS::Lambda::EventSourceMapping")
            if self.text(it.properties["EventSourceArn"]) == asked["EventSourceArn"]
        ]
        return {"EventSourceMappings": [*own, *({"UUID": it, "FunctionArn": f"{arn}spy"} for it in self.reading)]}

    # SQS

    def get_queue_attributes(self, asked: Asked) -> Any:
        queue = self.resource("AWS::SQS::Queue", asked["QueueUrl"])
        said = queue.properties
        attributes = {
            "QueueArn": queue_arn(queue.short_id),
            "MessageRetentionPeriod": str(said["MessageRetentionPeriod"]),
            "VisibilityTimeout": str(said.get("VisibilityTimeout", 30)),
            "SqsManagedSseEnabled": str(said.get("SqsManagedSseEnabled", False)).lower(),
        }
        if "RedrivePolicy" in said:
            attributes["RedrivePolicy"] = json.dumps(self._concrete(said["RedrivePolicy"]))
        for policy in self.templates.of("AWS::SQS::QueuePolicy"):
            if asked["QueueUrl"] in [self.text(it) for it in policy.properties["Queues"]]:
                attributes["Policy"] = json.dumps(self._concrete(policy.properties["PolicyDocument"]))
        return {"Attributes": attributes}

    # IAM

    def list_role_policies(self, asked: Asked) -> Any:
        return {"PolicyNames": [policy.logical_id for policy in self._policies(asked["RoleName"])]}

    def get_role_policy(self, asked: Asked) -> Any:
        (policy,) = [it for it in self._policies(asked["RoleName"]) if it.logical_id == asked["PolicyName"]]
        document = json.dumps(self._concrete(policy.properties["PolicyDocument"]))
        return {"RoleName": asked["RoleName"], "PolicyName": asked["PolicyName"], "PolicyDocument": document}

    def list_attached_role_policies(self, asked: Asked) -> Any:
        arns = self.resource("AWS::IAM::Role", asked["RoleName"]).properties.get("ManagedPolicyArns", [])
        return {"AttachedPolicies": [{"PolicyName": "x", "PolicyArn": arn} for arn in arns]}

    def _policies(self, role: str) -> list[Resource]:
        policies = self.templates.of("AWS::IAM::Policy")
        return [it for it in policies if role in map(self.text, it.properties["Roles"])]

    # The rest

    def get_api(self, asked: Asked) -> Any:
        it = self.resource("AWS::ApiGatewayV2::Api", asked["ApiId"]).properties
        cors = dict(it.get("CorsConfiguration", {}))
        return {"Name": it["Name"], "ProtocolType": it["ProtocolType"], "CorsConfiguration": cors}

    def get_topic_attributes(self, asked: Asked) -> Any:
        key = self.resource("AWS::SNS::Topic", asked["TopicArn"]).properties.get("KmsMasterKeyId")
        return {"Attributes": {"TopicArn": asked["TopicArn"]} | ({"KmsMasterKeyId": self.text(key)} if key else {})}

    def get_distribution_config(self, asked: Asked) -> Any:
        config = self._concrete(
            self.resource("AWS::CloudFront::Distribution", asked["Id"]).properties["DistributionConfig"]
        )
        shown: dict[str, Any] = {
            "CallerReference": "x",
            "Comment": "",
            "Enabled": True,
            "DefaultCacheBehavior": _behaviour(config["DefaultCacheBehavior"]),
            "CacheBehaviors": _items([_behaviour(it) for it in config["CacheBehaviors"]]),
            "Origins": _items([_origin(it) for it in config["Origins"]]),
            "WebACLId": config.get("WebACLId", ""),
            "Logging": {"Enabled": False, "IncludeCookies": False, "Bucket": "", "Prefix": ""},
        }
        if "Logging" in config:
            shown["Logging"] = {
                "Enabled": True,
                "IncludeCookies": True,
                "Bucket": config["Logging"]["Bucket"],
                "Prefix": "",
            }
        return {"DistributionConfig": shown}

    def get_origin_request_policy(self, asked: Asked) -> Any:
        config = self.resource("AWS::CloudFront::OriginRequestPolicy", asked["Id"]).properties[
            "OriginRequestPolicyConfig"
        ]
        headers = {**config["HeadersConfig"], "Headers": _items(config["HeadersConfig"]["Headers"])}
        shown = {**config, "HeadersConfig": headers}
        policy = {"Id": asked["Id"], "LastModifiedTime": 0, "OriginRequestPolicyConfig": shown}
        return {"OriginRequestPolicy": policy}

    def get_web_acl(self, asked: Asked) -> Any:
        it = self.resource("AWS::WAFv2::WebACL", f"{asked['Name']}|{asked['Id']}|{asked['Scope']}").properties
        acl = {"Name": "x", "Id": "x", "ARN": "a" * 20, "DefaultAction": {"Allow": {}}}
        rules = [
            {key: rule[key] for key in ("Name", "Priority", "Statement", "VisibilityConfig")} for rule in it["Rules"]
        ]
        return {"WebACL": acl | {"VisibilityConfig": it["VisibilityConfig"], "Rules": rules}}

    def _concrete(self, value: Any) -> Any:
        """Without expressions."""
        if isinstance(value, dict):
            is_expression = len(value) == 1 and next(iter(value)).startswith(("Fn::", "Ref"))
            return self.text(value) if is_expression else {key: self._concrete(it) for key, it in value.items()}
        return [self._concrete(it) for it in value] if isinstance(value, list) else value


class _Session:
    """Real clients, made once for all tests; ``asks`` is who answers them now."""

    asks: ClassVar[Running]

    @staticmethod
    @cache
    def client(service: str, region_name: str = REGION) -> Any:
        session: Any = boto3.Session(aws_access_key_id="x", aws_secret_access_key="x")
        session.events.register("before-parameter-build", _remember)
        session.events.register("before-call", _answered)
        return session.client(service, region_name=region_name)


def _answered(model: OperationModel, context: dict[str, Any], **_: Any) -> tuple[Any, Any]:
    return _Session.asks.answer(model, context)


def physical_id_of(it: Resource) -> str:
    if it.kind == "AWS::WAFv2::WebACL":
        return f"{it.short_id}|1234|CLOUDFRONT"
    if it.kind == "AWS::Logs::LogGroup":
        return f"group-of-{it.short_id}"
    if it.kind == "AWS::Lambda::EventSourceMapping":
        return str(uuid5(NAMESPACE_URL, it.short_id))
    if it.kind == "AWS::SQS::Queue":
        return queue_address(it.short_id)
    # Names of functions end in digits of CloudFormation's.
    return f"{it.short_id}-0123ABCD" if it.kind == "AWS::Lambda::Function" else it.short_id


def table_arn(name: str) -> str:
    return f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}"


def function_arn(name: str) -> str:
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}-0123ABCD"


def queue_arn(name: str) -> str:
    return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"


def queue_address(name: str) -> str:
    return f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}"


def resolved(text: str) -> str:
    """References as AWS resolves them: to names, ARNs and hosts."""
    text = text.replace("<AWS::URLSuffix>", "amazonaws.com").replace("<AWS::AccountId>", ACCOUNT)
    text = text.replace("<AWS::Partition>", "aws").replace("<Chat.Arn>", table_arn("Chat"))
    for table in ("AnalyticsClaims", "ErrorReportsErrors"):
        text = text.replace(f"<{table}.Arn>", table_arn(table))
    text = re.sub(r"<(\w+Function)\.Arn>", lambda match: function_arn(match[1]), text)
    text = re.sub(r"<(Analytics\w*Events)\.Arn>", lambda match: queue_arn(match[1]), text)
    text = re.sub(r"<(Analytics\w*Events)>", lambda match: queue_address(match[1]), text)
    text = re.sub(r"<(\w*Distribution)\.DomainName>", r"d111111abcdef8.cloudfront.net", text)
    text = re.sub(r"<(\w*Logs)>", r"group-of-\1", text)
    return re.sub(r"<([\w:.-]+)>", lambda match: match[1].replace(":", "-"), text)


def _remember(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    context["asked"] = dict(params)


def _items(values: list[Any]) -> Any:
    return {"Quantity": len(values), "Items": values}


def _behaviour(it: Any) -> Any:
    known = ("PathPattern", "TargetOriginId", "ViewerProtocolPolicy", "CachePolicyId", "OriginRequestPolicyId")
    return {key: it[key] for key in (*known, "RealtimeLogConfigArn") if key in it}


def _origin(it: Any) -> Any:
    known = {key: it[key] for key in ("Id", "DomainName", "OriginAccessControlId", "S3OriginConfig") if key in it}
    if "CustomOriginConfig" in it:
        protocol = it["CustomOriginConfig"]["OriginProtocolPolicy"]
        known["CustomOriginConfig"] = {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": protocol}
    return known
