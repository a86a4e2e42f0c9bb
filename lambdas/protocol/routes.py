"""The routes of the HTTP API: who may ask, with which body, and all that can come back.

``docs/openapi.json`` is made of this, see ``tests/openapi``.
"""

from typing import Annotated, Final

from msgspec import Meta

from lambdas.protocol.commands import GroupName
from lambdas.protocol.contact import (
    ChangeContactRequest,
    ContactReceived,
    ContactRequest,
    ContactRequestsFound,
    FormRead,
    NewContactRequest,
    SearchContactRequests,
)
from lambdas.protocol.errors import Fault, FaultRead, FaultsFound, ReadFault, ReportTaken, ResolveFault, SearchFaults
from lambdas.protocol.health import Health
from lambdas.protocol.privacy import Erase, ErasureProgress, ExportPage, Jwks, ReadExport, StoredRead
from lambdas.protocol.problems import ProblemCode
from lambdas.protocol.route import Body, Caller, Media, Parameter, Part, Place, Route
from lambdas.protocol.usage import UsageBatch, UsageQueued

_SiteName = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,32}\Z")]
_Envelope = Annotated[str, Meta(description="An envelope as Sentry defines it, with items of type `event` in it.")]

_EDGE: Final = frozenset({ProblemCode.NOT_FROM_THE_EDGE})
WITHOUT_A_STORE: Final = _EDGE | {ProblemCode.FAILED}
"""Of every function that is more than a sign of life."""
WITH_A_STORE: Final = WITHOUT_A_STORE | {ProblemCode.BUSY}
_BODY: Final = frozenset({ProblemCode.TOO_LONG, ProblemCode.NOT_JSON, ProblemCode.INVALID_REQUEST})
_SIGNED_IN: Final = frozenset({ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_ALLOWED})

_ORIGIN: Final = Parameter(
    name="Origin",
    place=Place.HEADER,
    summary="Set by the browser. Says which site it is; where it is the chat's own, a visitor's proof names the site.",
)
_PAGE_ORIGIN: Final = Parameter(
    name="Origin",
    place=Place.HEADER,
    summary="Set by the browser. Says which site's page it is, or that it is the console.",
)
_LOCALE: Final = "`de` or `en`; anything else is read as the page's language would be, and in the end is `en`."
_SITE: Final = Parameter(
    name="site", place=Place.PATH, summary="The site's name in the settings.", model=_SiteName, required=True
)
_PAGE: Final = (
    _SITE,
    Parameter(name="lang", place=Place.QUERY, summary=_LOCALE),
    Parameter(name="group", place=Place.QUERY, summary="The group that is to read it.", model=GroupName),
    Parameter(name="Accept-Language", place=Place.HEADER, summary="Counts where `lang` says nothing."),
)

ROUTES: Final = (
    Route(
        name="readHealth",
        method="GET",
        path="/api/health",
        part=Part.HEALTH,
        summary="Whether the deployment answers, and which release it is.",
        callers=(Caller.ANYBODY,),
        answers={200: Health},
        problems=_EDGE,
    ),
    Route(
        name="readContactForm",
        method="GET",
        path="/api/contact/form",
        part=Part.CONTACT,
        summary="The form of the site that asks, and a challenge to solve.",
        callers=(Caller.ANYBODY,),
        parameters=(
            _ORIGIN,
            Parameter(name="locale", place=Place.QUERY, summary=_LOCALE),
            Parameter(
                name="site",
                place=Place.QUERY,
                summary="The site's name, for a page of the chat's own address. Elsewhere it is the page's own site.",
            ),
        ),
        answers={200: FormRead},
        problems=WITHOUT_A_STORE | {ProblemCode.NOT_ALLOWED},
    ),
    Route(
        name="sendContactRequest",
        method="POST",
        path="/api/contact/requests",
        part=Part.CONTACT,
        summary="Stores a contact request: 201 the first time, 200 when it was there already.",
        callers=(Caller.VISITOR,),
        parameters=(_ORIGIN,),
        body=Body(model=NewContactRequest),
        answers={200: ContactReceived, 201: ContactReceived},
        problems=WITH_A_STORE
        | _BODY
        | _SIGNED_IN
        | {
            ProblemCode.INVALID_FIELDS,
            ProblemCode.LOOKS_AUTOMATIC,
            ProblemCode.TOO_SOON,
            ProblemCode.CHALLENGE_WRONG,
            ProblemCode.CHALLENGE_EXPIRED,
            ProblemCode.CHALLENGE_USED,
            ProblemCode.ERASED,
        },
    ),
    Route(
        name="readContactPage",
        method="GET",
        path="/contact/{site}",
        part=Part.PAGE,
        summary="The form as a page that needs no script.",
        callers=(Caller.ANYBODY,),
        parameters=(
            *_PAGE,
            Parameter(name="sent", place=Place.QUERY, summary="With any value: the page that says that it arrived."),
        ),
        answers={200: None},
        problems=WITHOUT_A_STORE | {ProblemCode.NOT_ALLOWED},
        answer_media=Media.HTML,
    ),
    Route(
        name="sendContactPage",
        method="POST",
        path="/contact/{site}",
        part=Part.PAGE,
        summary="Stores what the page was filled in with, and sends on to the page that says so.",
        callers=(Caller.ANYBODY,),
        parameters=_PAGE,
        body=Body(model=dict[str, str], media=(Media.FORM,)),
        answers={303: None},
        problems=WITH_A_STORE
        | {
            ProblemCode.NOT_ALLOWED,
            ProblemCode.TOO_LONG,
            ProblemCode.INVALID_REQUEST,
            ProblemCode.INVALID_FIELDS,
            ProblemCode.LOOKS_AUTOMATIC,
            ProblemCode.TOO_SOON,
            ProblemCode.CHALLENGE_EXPIRED,
            ProblemCode.CHALLENGE_USED,
        },
        answer_media=Media.HTML,
    ),
    Route(
        name="searchContactRequests",
        method="POST",
        path="/api/contact/search",
        part=Part.INBOX,
        summary="A page of the contact requests that the agent may see.",
        callers=(Caller.AGENT,),
        parameters=(_ORIGIN,),
        body=Body(model=SearchContactRequests),
        answers={200: ContactRequestsFound},
        problems=WITH_A_STORE | _BODY | _SIGNED_IN,
    ),
    Route(
        name="changeContactRequest",
        method="POST",
        path="/api/contact/changes",
        part=Part.INBOX,
        summary="Takes, finishes, hands over or notes something at a contact request.",
        callers=(Caller.AGENT,),
        parameters=(_ORIGIN,),
        body=Body(model=ChangeContactRequest),
        answers={200: ContactRequest},
        problems=WITH_A_STORE | _BODY | _SIGNED_IN | {ProblemCode.CHANGED_MEANWHILE},
    ),
    Route(
        name="readStored",
        method="POST",
        path="/api/privacy/stored",
        part=Part.PRIVACY,
        summary="How much is kept of the visitor, since when and until when.",
        callers=(Caller.VISITOR,),
        parameters=(_ORIGIN,),
        answers={200: StoredRead},
        problems=WITH_A_STORE | _SIGNED_IN | {ProblemCode.ERASED},
    ),
    Route(
        name="readExport",
        method="POST",
        path="/api/privacy/export",
        part=Part.PRIVACY,
        summary="A part of all that is kept of the visitor.",
        callers=(Caller.VISITOR,),
        parameters=(_ORIGIN,),
        body=Body(model=ReadExport),
        answers={200: ExportPage},
        problems=WITH_A_STORE | _BODY | _SIGNED_IN | {ProblemCode.ERASED},
    ),
    Route(
        name="erase",
        method="POST",
        path="/api/privacy/erasures",
        part=Part.PRIVACY,
        summary="Deletes all that is kept of a visitor, or goes on with it.",
        callers=(Caller.VISITOR, Caller.AGENT),
        parameters=(_ORIGIN,),
        body=Body(model=Erase),
        answers={200: ErasureProgress},
        problems=WITH_A_STORE | _BODY | _SIGNED_IN,
    ),
    Route(
        name="readReceiptKeys",
        method="GET",
        path="/api/privacy/receipt-key",
        part=Part.PRIVACY,
        summary="The public keys that receipts of erasures are checked with.",
        callers=(Caller.ANYBODY,),
        answers={200: Jwks},
        problems=WITH_A_STORE,
    ),
    Route(
        name="tellUsage",
        method="POST",
        path="/api/events",
        part=Part.ANALYTICS,
        summary="What was done with the widget: 202 once it is queued, 200 where the browser asked not to be analysed.",
        callers=(Caller.ANYBODY,),
        parameters=(
            _ORIGIN,
            Parameter(name="Sec-GPC", place=Place.HEADER, summary="`1` asks for nothing to be kept."),
            Parameter(name="DNT", place=Place.HEADER, summary="`1` asks for the same."),
        ),
        body=Body(model=UsageBatch, media=(Media.TEXT, Media.JSON)),
        answers={200: UsageQueued, 202: UsageQueued},
        problems=WITH_A_STORE | _BODY | {ProblemCode.NOT_ALLOWED},
        only_with="analytics",
    ),
    Route(
        name="reportError",
        method="POST",
        path="/api/errors",
        part=Part.TUNNEL,
        summary="Takes an envelope of Sentry's. Of its items errors are kept; all others are dropped.",
        callers=(Caller.ANYBODY,),
        parameters=(_PAGE_ORIGIN,),
        body=Body(model=_Envelope, media=(Media.TEXT, Media.ENVELOPE)),
        answers={200: ReportTaken},
        problems=WITH_A_STORE
        | {
            ProblemCode.NOT_ALLOWED,
            ProblemCode.TOO_LONG,
            ProblemCode.NOT_AN_ENVELOPE,
            ProblemCode.TOO_COMPLEX,
            ProblemCode.ENCODED,
            ProblemCode.WRONG_DSN,
            ProblemCode.TOO_MANY_REPORTS,
        },
    ),
    Route(
        name="searchFaults",
        method="POST",
        path="/api/errors/search",
        part=Part.FAULTS,
        summary="The errors of the last days that the agent may see, the most frequent first.",
        callers=(Caller.AGENT,),
        parameters=(_ORIGIN,),
        body=Body(model=SearchFaults),
        answers={200: FaultsFound},
        problems=WITH_A_STORE | _BODY | _SIGNED_IN,
    ),
    Route(
        name="readFault",
        method="POST",
        path="/api/errors/fault",
        part=Part.FAULTS,
        summary="One of them, with its days and samples.",
        callers=(Caller.AGENT,),
        parameters=(_ORIGIN,),
        body=Body(model=ReadFault),
        answers={200: FaultRead},
        problems=WITH_A_STORE | _BODY | _SIGNED_IN,
    ),
    Route(
        name="resolveFault",
        method="POST",
        path="/api/errors/resolve",
        part=Part.FAULTS,
        summary="Says that it is resolved, or takes that back.",
        callers=(Caller.AGENT,),
        parameters=(_ORIGIN,),
        body=Body(model=ResolveFault),
        answers={200: Fault},
        problems=WITH_A_STORE | _BODY | _SIGNED_IN,
    ),
)
"""In the order of ``docs/protocol.md``."""
