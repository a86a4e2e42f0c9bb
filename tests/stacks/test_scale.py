"""``docs/scale.md`` counts what is paid for each month, whatever happens."""

from lambdas.aws.metrics import Count
from stacks.metrics import LOGGED_ERRORS
from tests.scale.given import MEASURED
from tests.stacks.template import Template


def test_what_is_deployed_is_counted(templates: dict[str, Template]) -> None:
    kinds = [resource["Type"] for template in templates.values() for resource in template.resources.values()]
    assert MEASURED.deployed == {
        "alarms": kinds.count("AWS::CloudWatch::Alarm"),
        "metrics": len({*Count, LOGGED_ERRORS}),
        "dashboards": kinds.count("AWS::CloudWatch::Dashboard"),
        "secrets": kinds.count("AWS::SecretsManager::Secret"),
    }
