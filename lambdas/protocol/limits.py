"""Bounds that both sides know. The browser side gets them generated, see ``widget_assets/generate.py``."""

from typing import Final

SUBPROTOCOL: Final = "tresen.v1"
"""The WebSocket subprotocol that ``$connect`` answers with."""

PROOF_PREFIX: Final = "proof."
"""A visitor offers ``proof.<JWT>`` as a second subprotocol."""

TOKEN_PREFIX: Final = "token."  # noqa: S105 - the name of a prefix, not a secret
"""An agent offers ``token.<access token>`` as a second subprotocol."""

FRAME_BYTES: Final = 32 * 1024
"""Longest frame in bytes of UTF-8; API Gateway closes the connection (1009) on a longer one.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
"""

ANSWER_BYTES: Final = 120 * 1024
"""Longest answer or event in bytes; API Gateway carries messages of up to 128 KB."""

TEXT_CHARACTERS: Final = 4000
"""Longest text of a message, in Unicode code points."""

MESSAGES_AT_ONCE: Final = 10
"""Messages in one ``send_messages``: what was written while the frame before was under way."""

IDENTITY_TOKEN_CHARACTERS: Final = 4096
"""Longest token of ``identify``."""

ATTRIBUTES: Final = 20
"""Attributes in one ``set_attributes``."""

ATTRIBUTE_CHARACTERS: Final = 200
"""Longest value of an attribute, in Unicode code points."""

ATTRIBUTES_BYTES: Final = 4096
"""Names and values of all attributes together, in bytes of UTF-8."""

PAGE_ENTRIES: Final = 50
"""Entries in one page of history."""

LISTED_CONVERSATIONS: Final = 100
"""Conversations in one list of the console."""

REQUEST_BYTES: Final = 64 * 1024
"""Longest body of a request to the HTTP API."""

LEASE_SECONDS: Final = 180
"""How long an agent counts as present after the last ``renew_presence``; a console renews every minute."""

USAGE_BYTES: Final = 32 * 1024
"""Longest body of ``POST /api/events``."""

USAGE_EVENTS: Final = 50
"""Events in one batch."""

ENVELOPE_BYTES: Final = 200_000
"""Longest body of ``POST /api/errors``. The official SDK's reports from browsers have 2 to 6 KB."""
