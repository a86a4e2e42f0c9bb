"""One good body for each model that people send by hand when they try the API."""

from typing import Any, Final

import msgspec

from lambdas.protocol.contact import (
    ChangeContactRequest,
    ContactState,
    NoteContact,
    SearchContactRequests,
)
from lambdas.protocol.errors import FaultState, ReadFault, ResolveFault, SearchFaults
from lambdas.protocol.privacy import Erase, ReadExport
from lambdas.protocol.problems import FieldProblem, Problem, ProblemCode
from lambdas.protocol.usage import ContactFormSent, MessagesSent, UsageBatch, WidgetOpened

_ID: Final = "0b9f3c1e-5a7d-4c2b-9e84-6d1f2a3b4c5d"

_USAGE: Final = UsageBatch(
    batch_id=_ID,
    visit_id="3f1c9a0b7d5e2468",
    page="https://www.example.com/shoes/red",
    locale="de-AT",
    width=1536,
    height=864,
    events=[WidgetOpened(age=61_000), MessagesSent(age=5_000, count=2), ContactFormSent(age=0)],
)
USAGE: Final[dict[str, Any]] = msgspec.to_builtins(_USAGE)
"""As it is sent."""

FAULT_ID: Final = "5e0c1b7a94d2f386"

EXAMPLES: Final[tuple[Any, ...]] = (
    SearchContactRequests(state=ContactState.NEW, text="invoice"),
    ChangeContactRequest(
        contact_id=f"shop.{'V' * 43}.{_ID}", version=1, change=NoteContact(text="Rang, nobody was there.")
    ),
    ReadExport(),
    Erase(erasure_id=_ID),
    _USAGE,
    SearchFaults(days=7, state=FaultState.OPEN),
    ReadFault(fault_id=FAULT_ID),
    ResolveFault(fault_id=FAULT_ID, resolved=True),
    Problem(code=ProblemCode.INVALID_FIELDS, fields={"email": FieldProblem.NOT_AN_EMAIL}),
)
