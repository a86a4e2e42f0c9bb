"""``GET /api/health``: the deployment answers, and which release it is."""

import msgspec

from lambdas.aws.environment import read_environment
from lambdas.health.environment import HealthEnvironment


def handler(_event: object, _context: object) -> dict[str, object]:
    release = read_environment(HealthEnvironment).release
    return {
        "statusCode": 200,
        "headers": {"content-type": "application/json", "cache-control": "no-store"},
        "body": msgspec.json.encode({"status": "ok", "release": release}).decode(),
    }
