"""``docs/scale.md`` counts what is paid for each month, whatever happens."""

from collections import Counter
from pathlib import Path

from lambdas.aws.metrics import Count, Gauge
from stacks.metrics import LOGGED_ERRORS
from tests.scale.given import MEASURED
from tests.stacks.conftest import EXAMPLE, analysed, synthesized
from tests.stacks.template import Template

OF_EVENTS = {count for count in Count if count.startswith("Events")}


def kinds(stacks: dict[str, Template]) -> Counter[str]:
    return Counter(resource["Type"] for template in stacks.values() for resource in template.resources.values())


def test_what_is_deployed_is_counted(templates: dict[str, Template]) -> None:
    found = kinds(templates)
    assert MEASURED.deployed == {
        "alarms": found["AWS::CloudWatch::Alarm"],
        "metrics": len({*Count, *Gauge, LOGGED_ERRORS} - OF_EVENTS),
        "dashboards": found["AWS::CloudWatch::Dashboard"],
        "secrets": found["AWS::SecretsManager::Secret"],
    }


def test_what_comes_with_the_analysis_is_counted(templates: dict[str, Template], tmp_path: Path) -> None:
    with_analytics = synthesized(analysed(EXAMPLE), tmp_path)
    more = kinds(with_analytics) - kinds(templates)
    counted = MEASURED.analysed
    assert (counted.alarms, counted.secrets) == (more["AWS::CloudWatch::Alarm"], more["AWS::SecretsManager::Secret"])
    assert counted.metrics == len(OF_EVENTS)
    service = with_analytics["service"]
    settings = [it["RouteSettings"] for it in service.of("AWS::ApiGatewayV2::Stage").values()]
    (events,) = (it["POST /api/events"] for it in settings if "POST /api/events" in it)
    assert counted.batches_a_second == events["ThrottlingRateLimit"]
    rules = service.of("AWS::Events::Rule").items()
    (rule,) = (it for name, it in rules if service.text({"Ref": name}) == "<AnalyticsSchedule>")
    assert rule["ScheduleExpression"] == f"rate({60 / counted.looks_an_hour:g} minutes)"
