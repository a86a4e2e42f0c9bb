"""The audit finds what breaks a promise, names the promise, and finds nothing where nothing is broken."""

from typing import Any

import pytest

from cli.audit.judge import judge
from cli.audit.rules import RULES
from tests.documents.deployments import bodies_of, changed, inventory, settings_text
from tests.documents.leaks import LEAKS
from tests.documents.mutations import LAMBDA, MUTATIONS, WITH_OTHER_SETTINGS, granting, properties
from tests.documents.report_breaks import REPORT_BREAKS, REPORTS_WITH_OTHER_SETTINGS
from tests.documents.retention_breaks import RETENTION_BREAKS
from tests.documents.test_notice_and_settings import NOT_SPOKEN_OF, SPOKEN_OF, to
from tests.documents.usage_breaks import USAGE_BREAKS, USAGE_WITH_OTHER_SETTINGS
from tests.promises.promise import promise

EVERYTHING = settings_text("everything")
BREAKS = MUTATIONS | LEAKS | USAGE_BREAKS | RETENTION_BREAKS | REPORT_BREAKS
OTHER_SETTINGS = WITH_OTHER_SETTINGS | USAGE_WITH_OTHER_SETTINGS | REPORTS_WITH_OTHER_SETTINGS


@pytest.mark.parametrize("name", ["everything", "smallest"])
def test_templates_as_they_are_break_no_promise(name: str) -> None:
    assert judge(inventory(settings_text(name))) == ()


@pytest.mark.parametrize("key", SPOKEN_OF | NOT_SPOKEN_OF)
def test_no_setting_makes_templates_that_break_a_promise(key: str) -> None:
    """What is known to be said, told and allowed is known for every setting."""
    assert judge(inventory(changed(EVERYTHING, (SPOKEN_OF | NOT_SPOKEN_OF)[key]))) == ()


@promise("P10", "`audit` names the promise that a template breaks")
@pytest.mark.parametrize("name", BREAKS)
def test_a_template_that_breaks_a_promise_is_found_and_the_promise_named(name: str) -> None:
    mutation = BREAKS[name]
    bodies = bodies_of(EVERYTHING)
    mutation.apply(bodies)
    found = {(it.promise, it.rule, it.where) for it in judge(inventory(EVERYTHING, bodies))}
    assert (mutation.promise, mutation.rule, mutation.where) in found


@pytest.mark.parametrize("name", OTHER_SETTINGS)
def test_templates_that_do_more_than_the_settings_say_are_found(name: str) -> None:
    promise, rule, where, key, value = OTHER_SETTINGS[name]
    found = judge(inventory(changed(EVERYTHING, to(key, value)), bodies_of(EVERYTHING)))
    assert (promise, rule, where) in {(it.promise, it.rule, it.where) for it in found}


def test_leave_to_send_mail_is_found_where_there_is_none_to_be_sent() -> None:
    smallest = settings_text("smallest")
    bodies = bodies_of(smallest)
    granting("HealthRole", Action="ses:SendEmail", Resource="arn:aws:ses:eu-central-1:x:identity/x")(bodies)
    found = {(it.promise, it.rule, it.where) for it in judge(inventory(smallest, bodies))}
    assert ("P3", "mail-content", "service/HealthFunction") in found


def test_reports_that_are_passed_on_though_nobody_says_so_are_found_and_those_that_are_not_though_somebody_does() -> (
    None
):
    kept = changed(EVERYTHING, lambda table: table.pop("errors"))
    for settings, bodies in ((kept, bodies_of(EVERYTHING)), (EVERYTHING, bodies_of(EVERYTHING))):
        function = properties(bodies, "service", "ErrorReportsTunnelFunction", LAMBDA)
        if settings == EVERYTHING:
            del function["Environment"]["Variables"]["SENTRY_DSN"]
        (finding,) = [it for it in judge(inventory(settings, bodies)) if it.rule == "error-reports"]
        assert (finding.promise, finding.where) == ("P8", "service/ErrorReportsTunnelFunction")


def test_an_analysis_that_the_settings_no_longer_ask_for_is_found() -> None:
    def without_matomo(table: dict[str, Any]) -> None:
        del table["analytics"]
        del table["sites"]["shop"]["matomo_site"]

    found = judge(inventory(changed(EVERYTHING, without_matomo), bodies_of(EVERYTHING)))
    assert {("P7", "usage-unasked", "[analytics]"), ("P6", "matomo", "service/AnalyticsForwardFunction")} <= {
        (it.promise, it.rule, it.where) for it in found
    }


def test_each_promise_that_is_built_is_broken_at_least_once() -> None:
    broken = {it.promise for it in (MUTATIONS | USAGE_BREAKS | RETENTION_BREAKS | REPORT_BREAKS).values()}
    assert broken == {"P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P10", "P11"}


def test_every_rule_finds_something_in_one_of_the_broken_templates() -> None:
    idle = set(RULES)
    for mutation in BREAKS.values():
        bodies = bodies_of(EVERYTHING)
        mutation.apply(bodies)
        taken = inventory(EVERYTHING, bodies)
        idle -= {rule for rule in idle if any(rule(taken))}
    for _, _, _, key, value in OTHER_SETTINGS.values():
        taken = inventory(changed(EVERYTHING, to(key, value)), bodies_of(EVERYTHING))
        idle -= {rule for rule in idle if any(rule(taken))}
    assert {rule.__name__ for rule in idle} == set()


def test_a_finding_says_what_was_expected_what_came_and_what_to_do() -> None:
    bodies = bodies_of(EVERYTHING)
    MUTATIONS["P4: a log that is kept longer"].apply(bodies)
    (finding,) = judge(inventory(EVERYTHING, bodies))
    assert (finding.expected, finding.got) == ("14 days", "30 days")
    assert "make deploy" in finding.remedy


def test_a_function_is_declared_by_nothing_but_what_it_is_allowed_and_told() -> None:
    """A destination that the deployment has itself, as a reference, is none of somebody else's."""
    assert inventory(EVERYTHING).undeclared_destinations == ()


def test_a_value_of_a_variable_is_in_no_finding() -> None:
    """It may hold a key: the host is enough."""
    bodies = bodies_of(EVERYTHING)
    resources = bodies["service"]["Resources"].values()
    function = next(
        it for it in resources if it.get("Properties", {}).get("Handler") == "lambdas.health.handler.handler"
    )
    function["Properties"]["Environment"]["Variables"]["COPY"] = "https://user:secret@elsewhere.example.net/key"
    found = judge(inventory(EVERYTHING, bodies))
    assert "elsewhere.example.net" in str(found)
    assert "secret" not in str(found)
    assert "/key" not in str(found)
