"""What ``docs/scale.md`` and ``make bench`` reckon with is what is deployed with ``[analytics]``."""

from lambdas.aws.metrics import Count
from tests.bench.waits import WINDOW_SECONDS
from tests.bench.way import MESSAGES_AT_ONCE
from tests.scale.given import MEASURED
from tests.stacks.template import Template
from tests.stacks.test_throttles import rates, stages


def count(template: Template, kind: str, *words: str) -> int:
    """Resources with one of these words in their logical ids."""
    return len([name for name in template.of(kind) if any(word in name for word in words)])


def test_what_comes_with_it_is_counted(analysed_service: Template) -> None:
    counted = MEASURED.analysed
    assert counted.alarms == count(analysed_service, "AWS::CloudWatch::Alarm", "Collect", "Forward", "AlarmsEvents")
    assert counted.secrets == count(analysed_service, "AWS::SecretsManager::Secret", "Analytics")
    assert counted.metrics == len([count for count in Count if count.startswith("Events")])
    assert counted.batches_a_second == rates(stages(analysed_service)["$default"])["POST /api/events"][0]
    (rule,) = (it for name, it in analysed_service.of("AWS::Events::Rule").items() if "Analytics" in name)
    assert rule["ScheduleExpression"] == f"rate({60 // counted.looks_an_hour} minutes)"


def test_messages_wait_and_are_handed_over_as_the_bench_says(analysed_service: Template) -> None:
    mapping = analysed_service.only("AWS::Lambda::EventSourceMapping")
    assert (mapping["BatchSize"], mapping["MaximumBatchingWindowInSeconds"]) == (MESSAGES_AT_ONCE, WINDOW_SECONDS)


def test_without_it_there_is_nothing_of_it(service: Template) -> None:
    for kind in ("AWS::CloudWatch::Alarm", "AWS::SecretsManager::Secret", "AWS::Events::Rule"):
        assert count(service, kind, "Collect", "Forward", "AlarmsEvents", "Analytics") == 0
