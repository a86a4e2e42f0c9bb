"""What is reported is listed, shown, resolved and told as it comes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from select import select
from subprocess import PIPE
from time import sleep, time_ns, tzset
from typing import Any

import boto3
import pytest

from cli import error_reports
from cli.__main__ import main
from cli.error_words import moment
from lambdas.errors.days import day_of
from lambdas.errors.items import KEPT_SECONDS, fault_at, sample_item
from lambdas.errors.records import Received, StoredFault
from lambdas.errors.store import ErrorStore
from lambdas.protocol.errors import Breadcrumb, Report, Source, StackFrame, Thrown
from tests.unit.cli.conftest import REGION
from tests.unit.cli.test_source_maps import MAP, PART
from tests.unit.lambdas.errors.fault_samples import FAULT, a_fault
from tests.unit.lambdas.world import DAY

pytestmark = pytest.mark.usefixtures("account", "settings")
Capture = pytest.CaptureFixture[str]
OTHER = "f" * 16
REPORT = Report(
    event_id="e" * 32,
    platform="javascript",
    errors=[
        Thrown(type="TypeError", message="the cause", frames=[StackFrame(file="lambdas.chat.talk", line=7)]),
        Thrown(
            type="Error",
            message="gone\x1b[2J",
            frames=[
                StackFrame(file="/loader.js", line=1, column=2),
                StackFrame(file=PART, function="s", line=1, column=25),
            ],
        ),
    ],
    breadcrumbs=[Breadcrumb(category="frame", message="ping", before=1_200), Breadcrumb(category="state")],
    release="widget@0123456789ab",
    browser="Chrome 120",
    tags={"part": "core"},
)


class Errors:
    """The table of the account, empty at first, at ``now``."""

    def __init__(self, table: str) -> None:
        self.now = time_ns() // 1_000_000
        self.table = table
        self.dynamodb: Any = boto3.client("dynamodb", region_name=REGION)
        for row in self.dynamodb.scan(TableName=table)["Items"]:
            self.dynamodb.delete_item(TableName=table, Key={name: row[name] for name in ("pk", "sk")})
        self.store = ErrorStore(self.dynamodb, table)

    def put(self, *days: StoredFault) -> None:
        for day in days:
            item: dict[str, Any] = {
                **fault_at(day.day, day.fault_id),
                **{name: {"S": getattr(day, name)} for name in ("title", "culprit", "level")},
                **{name: {"N": str(getattr(day, name))} for name in ("count", "first_at", "last_at", "expires_at")},
                "source": {"S": day.source.value},
                "releases": {"SS": sorted(day.releases)},
            }
            self.dynamodb.put_item(TableName=self.table, Item=item | ({"site": {"S": day.site}} if day.site else {}))

    def put_sample(self, report: Report = REPORT, at: int | None = None) -> None:
        at = self.now if at is None else at
        received = Received(report=report, source=Source.PAGE, site="shop", at=at)
        self.dynamodb.put_item(TableName=self.table, Item=sample_item(day_of(at), FAULT, received))


@pytest.fixture
def errors(account: dict[str, str]) -> Errors:
    return Errors(account["ErrorsTable"])


@pytest.fixture(autouse=True)
def maps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were asked for a map; all are there."""
    asked: list[str] = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        return MAP

    monkeypatch.setattr(error_reports, "fetch", fetch)
    return asked


def said(capsys: Capture, *arguments: str) -> str:
    assert main(["errors", *arguments]) == 0
    return capsys.readouterr().out


def told(capsys: Capture, *arguments: str) -> Any:
    return json.loads(said(capsys, *arguments, "--json"))


def test_faults_are_listed_the_most_frequent_first(capsys: Capture, errors: Errors) -> None:
    function = a_fault(at=errors.now, fault_id=OTHER, source=Source.FUNCTION, site=None, count=12, title="KeyError: 7")
    errors.put(a_fault(at=errors.now), function)
    head, first, second = said(capsys, "list").splitlines()
    assert head.split()[:3] == ["FAULT", "STATE", "COUNT"]
    assert first.split()[:3] == [OTHER, "open", "12"]
    assert first.split()[5:] == ["UTC", "function", "KeyError:", "7", "send", "(core.js)"]
    assert "page of shop" in second
    found = told(capsys, "list")
    assert (found["total"], [fault["fault_id"] for fault in found["faults"]]) == (2, [OTHER, FAULT])


@pytest.mark.parametrize("command", ["list", "show", "resolve"])
def test_what_others_wrote_does_nothing_to_the_terminal(capsys: Capture, errors: Errors, command: str) -> None:
    errors.put(a_fault(at=errors.now, title="a\x1b[2J\x9bb", culprit="c\u202ed"))
    arguments = [command] if command == "list" else [command, FAULT]
    assert not set(said(capsys, *arguments)) & set("\x1b\x9b\u202e")
    assert "a [2J b" in json.dumps(told(capsys, *arguments))


def test_a_list_is_of_so_many_days_and_of_one_state(capsys: Capture, errors: Errors) -> None:
    errors.put(a_fault(at=errors.now - 8 * DAY), a_fault(at=errors.now, fault_id=OTHER))
    errors.store.resolve(OTHER, errors.now)
    for arguments, ids in (
        ([], [OTHER]),
        (["--days", "9"], [FAULT, OTHER]),
        (["--days", "9", "--state", "open"], [FAULT]),
        (["--state", "resolved"], [OTHER]),
        (["--state", "open"], []),
    ):
        assert sorted(fault["fault_id"] for fault in told(capsys, "list", *arguments)["faults"]) == ids
    assert said(capsys, "list", "--state", "open") == "no such faults\n"


def test_how_many_are_left_out_is_said(capsys: Capture, errors: Errors) -> None:
    assert said(capsys, "list") == "no faults\n"
    errors.put(*(a_fault(at=errors.now, fault_id=f"{number:016x}") for number in range(103)))
    assert said(capsys, "list").endswith("\n\nrarer ones that are not shown: 3\n")


@pytest.mark.parametrize("number", [1, 101])
def test_in_a_narrow_terminal_an_id_is_still_one_that_can_be_asked_for(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, errors: Errors, number: int
) -> None:
    ids = [f"{each:016x}" for each in range(number)]
    errors.put(*(a_fault(at=errors.now, fault_id=each, title="TypeError: " + "of words " * 30) for each in ids))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")
    shown = said(capsys, "list")
    lines = shown.splitlines()
    assert max(map(len, lines)) <= 80
    assert len(lines) < 10 * number + 10
    assert sum(each in shown for each in ids) == min(number, 100)
    assert ("rarer ones that are not shown: 1\n" in shown) == (number > 100)


def test_a_fault_is_shown_with_its_stack_in_the_sources(capsys: Capture, errors: Errors, maps: list[str]) -> None:
    errors.put(a_fault(at=errors.now, count=3), a_fault(at=errors.now - DAY, count=40))
    errors.put_sample()
    text = said(capsys, "show", FAULT)
    gone = datetime.fromtimestamp(errors.now / 1000 + KEPT_SECONDS, UTC)
    for line in (
        "TypeError: x is undefined",
        "  at send (core.js)",
        f"  {FAULT}, open, error, page of shop",
        f"  43 times, first {moment(errors.now - DAY)}, last {moment(errors.now)}",
        f"  days: {day_of(errors.now)} 3, {day_of(errors.now - DAY)} 40",
        f"  https://chat.example.com/console/#errors/{FAULT}",
        "  widget@0123456789ab, Chrome 120",
        "  part=core",
        "      -1.200 s  frame  ping",
        "                state",
    ):
        assert line in text.splitlines()
    assert f"gone on {gone:%Y-%m-%d}" in text
    assert text.endswith(
        "  Error: gone [2J\n"
        "    src/chat/send.ts:3:5\n"
        "      throw new Error(frame);\n"
        "    /loader.js:1:2  (not in the source maps)\n"
        "  caused by TypeError: the cause\n"
        "    lambdas.chat.talk:7\n"
    )
    assert maps == [f"https://chat.example.com{PART}.map"]


def test_what_was_seen_once_has_one_time(capsys: Capture, errors: Errors) -> None:
    errors.put(a_fault(at=errors.now, count=1))
    assert f"\n  once, {moment(errors.now)}\n" in said(capsys, "show", FAULT)


def test_for_machines_a_frame_has_its_source_beside_it(capsys: Capture, errors: Errors) -> None:
    errors.put(a_fault(at=errors.now))
    errors.put_sample()
    (sample,) = told(capsys, "show", FAULT)["samples"]
    loader, part = sample["report"]["errors"][1]["frames"]
    assert "source" not in loader
    assert part == {
        "file": PART,
        "function": "s",
        "line": 1,
        "column": 25,
        "source": {"file": "src/chat/send.ts", "line": 3, "column": 5, "text": "throw new Error(frame);"},
    }


def test_without_a_map_the_frame_is_shown_as_it_came(
    capsys: Capture, errors: Errors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(error_reports, "fetch", lambda _: None)
    errors.put(a_fault(at=errors.now))
    errors.put_sample()
    assert f"    {PART}:1:25  s  (not in the source maps)\n" in said(capsys, "show", FAULT)


def test_the_newest_samples_are_shown_and_how_many_there_are_more(capsys: Capture, errors: Errors) -> None:
    errors.put(a_fault(at=errors.now))
    for number in range(5):
        errors.put_sample(at=errors.now + number)
    assert said(capsys, "show", FAULT).count("sample of ") == 3
    assert said(capsys, "show", FAULT).endswith("samples that are not shown: 2; see them with --samples 5\n")
    assert said(capsys, "show", FAULT, "--samples", "5").count("sample of ") == 5
    assert [each["at"] for each in told(capsys, "show", FAULT, "--samples", "1")["samples"]] == [errors.now + 4]


def test_a_fault_is_resolved_and_open_again(capsys: Capture, errors: Errors) -> None:
    errors.put(a_fault(at=errors.now))
    assert said(capsys, "resolve", FAULT) == f"{FAULT}: resolved: TypeError: x is undefined\n"
    assert told(capsys, "list")["faults"][0]["state"] == "resolved"
    assert told(capsys, "resolve", FAULT, "--again")["state"] == "open"
    assert told(capsys, "list")["faults"][0]["state"] == "open"


@pytest.mark.parametrize("command", ["show", "resolve"])
def test_a_fault_that_is_not_there_fails(capsys: Capture, errors: Errors, command: str) -> None:
    assert main(["errors", command, FAULT]) == 1
    assert "there is no such fault" in capsys.readouterr().err


@pytest.mark.parametrize("fault", ["", "1234", FAULT.upper(), f"{FAULT}0", f"{FAULT}\n"])
def test_what_is_no_id_is_wrong_use(capsys: Capture, fault: str) -> None:
    assert main(["errors", "show", fault]) == 2
    assert "expected the id of a fault" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["list", "--days", "0"],
        ["list", "--days", "28"],
        ["list", "--state", "closed"],
        ["show", FAULT, "--samples", "21"],
        ["tail", "--interval", "0"],
    ],
)
def test_what_can_not_be_meant_is_wrong_use(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["errors", *arguments])
    assert ended.value.code == 2


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch, errors: Errors) -> list[float]:
    """For how long was waited. Meanwhile something goes wrong; at the third time somebody has seen enough."""
    waited: list[float] = []
    numbers = count(1)

    def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            raise KeyboardInterrupt
        errors.put(a_fault(at=errors.now, count=next(numbers), title="Error: a\nb"))

    monkeypatch.setattr(error_reports, "sleep", wait)
    return waited


def test_what_goes_wrong_is_told_a_line_each_until_somebody_has_seen_enough(
    capsys: Capture, errors: Errors, waits: list[float]
) -> None:
    errors.put(a_fault(at=errors.now, fault_id=OTHER))
    assert main(["errors", "tail", "--interval", "5"]) == 130
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith(f"UTC  +1  {FAULT}  error  page of shop  Error: a b  send (core.js)")
    assert second == first
    assert waits == [5, 5, 5]


def test_for_machines_each_line_is_json(capsys: Capture, waits: list[float]) -> None:
    assert main(["errors", "tail", "--json"]) == 130
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["fault_id"], line["more"], line["title"]) for line in lines] == [(FAULT, 1, "Error: a b")] * 2


def test_a_line_is_there_at_once_also_in_a_pipe_whose_reader_may_stop(errors: Errors) -> None:
    """As ``head`` does."""
    command = [sys.executable, "-m", "cli", "errors", "tail", "--interval", "1"]
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    tail = subprocess.Popen(command, env=buffered, stdout=PIPE, stderr=PIPE, text=True)  # noqa: S603 - our own
    with tail:
        try:
            assert tail.stdout
            assert tail.stderr
            numbers = count(1)
            # It looks for the first time when it likes, and tells nothing of what was there before.
            while not select([tail.stdout], [], [], 1)[0]:
                errors.put(a_fault(at=errors.now, count=next(numbers)))
                assert next(numbers) < 120
            assert FAULT in tail.stdout.readline()
            tail.stdout.close()
            while tail.poll() is None:
                errors.put(a_fault(at=errors.now, count=next(numbers)))
                sleep(0.5)
                assert next(numbers) < 400
            assert (tail.returncode, tail.stderr.read()) == (0, "")
        finally:
            tail.kill()


@pytest.fixture
def far_west(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A terminal whose clock is hours behind."""
    monkeypatch.setenv("TZ", "Pacific/Honolulu")
    tzset()
    yield
    monkeypatch.undo()
    tzset()


@pytest.mark.usefixtures("far_west")
def test_times_are_in_utc_wherever_somebody_is() -> None:
    assert moment(1_750_000_000_000) == "2025-06-15 15:06:40 UTC"
