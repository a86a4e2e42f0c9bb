"""A message function with what tutorials reach for first, each part as its own documentation shows it.

The chat of ``fan_out``, once a message, behind idempotency, validation, tracing and error reports.
"""

import os
from typing import Any

import boto3
import sentry_sdk
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer, IdempotencyConfig, idempotent
from aws_lambda_powertools.utilities.parser import BaseModel, parse
from aws_lambda_powertools.utilities.parser.models import APIGatewayWebSocketMessageEventModel
from aws_lambda_powertools.utilities.typing import LambdaContext

from tests.bench.functions.fan_out import fan_out

sentry_sdk.init(dsn=os.environ["SENTRY_DSN"])
logger, metrics, tracer = Logger(), Metrics(), Tracer()
table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])
persistence = DynamoDBPersistenceLayer(table_name=os.environ["TABLE_NAME"])
once = IdempotencyConfig(event_key_jmespath="powertools_json(body).client_message_id")


class SendMessage(BaseModel):  # type: ignore[misc]
    client_message_id: str
    text: str


@logger.inject_lambda_context
@tracer.capture_lambda_handler
@metrics.log_metrics
@idempotent(persistence_store=persistence, config=once)
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, object]:
    received = parse(event=event, model=APIGatewayWebSocketMessageEventModel)
    message = SendMessage.model_validate_json(received.body or "")
    frame = message.model_dump_json().encode()
    api = boto3.client("apigatewaymanagementapi", endpoint_url=os.environ["CONNECTIONS_URL"])
    fan_out(table.scan, lambda connection_id: api.post_to_connection(ConnectionId=connection_id, Data=frame))
    metrics.add_metric("MessagesSent", MetricUnit.Count, 1)
    return {"statusCode": 200, "body": "sent"}
