"""The reasons as people read them."""

from stacks.checks.acknowledgements import Acknowledgement, read_acknowledgements
from stacks.checks.findings import Finding
from stacks.checks.page import BEGIN, END, PAGE, as_table, as_text, with_table

LOGS = Acknowledgement(
    asks="Access logs",
    rules=("APIG1", "CKV_95"),
    on=("service/Stage",),
    settings=("smallest",),
    reason="\nA list of visitors' addresses, which\nthe promises rule out.",
)


def test_security_md_lists_every_reason_as_it_is() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_table(page, as_table(read_acknowledgements())), "run python -m stacks.checks.page"


def test_a_reason_is_one_row_of_the_table() -> None:
    assert as_table([LOGS])[2] == (
        "| Access logs | `APIG1`, `CKV_95` | `service/Stage` with the settings smallest "
        "| A list of visitors' addresses, which the promises rule out. |"
    )


def test_what_stands_around_the_table_is_kept() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert with_table(page, ["new"]) == f"before\n{BEGIN}\nnew\n{END}\nafter\n"


def test_a_reason_is_printed_with_the_number_of_its_resources() -> None:
    findings = [
        Finding(rule="APIG1", resource="service/Stage", settings="smallest", text="The API does not log."),
        Finding(rule="CKV_95", resource="service/Stage", settings="smallest", text="Ensure that it logs."),
    ]
    assert as_text([LOGS], findings).splitlines()[0] == "Access logs (APIG1, CKV_95; 1 resource)"
