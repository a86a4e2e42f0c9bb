"""Who the visitor is said to be: by the site's own server, which signs it, and by the page, which nobody checks."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from lambdas.aws.logs import logger
from lambdas.chat.conversation import Change, introduce
from lambdas.chat.conversations import Conversations
from lambdas.chat.log import Log
from lambdas.chat.newest import Newest
from lambdas.chat.records import Caller
from lambdas.chat.rights import Right, demand, visitor_only
from lambdas.identity.people import Visitor
from lambdas.identity.rejection import Reason, Rejected
from lambdas.identity.sites import Sites
from lambdas.identity.used_tokens import UsedTokens
from lambdas.protocol.commands import Identify, SetAttributes
from lambdas.protocol.entries import Described, Identified, Introduction
from lambdas.protocol.events import Opened
from lambdas.protocol.refusals import RefusalCode, Refused

if TYPE_CHECKING:
    from lambdas.identity.customers import Customer

Verify = Callable[[str, str, int], "Customer"]
"""The customer of a token, by the site's key and the time in epoch seconds. Raises ``Rejected``."""

Says = Callable[..., Introduction]
"""Makes the entry of its ``seq``, ``at`` and ``author``."""


class Introductions:
    """``lifetime`` is the retention of conversations in seconds."""

    def __init__(
        self,
        conversations: Conversations,
        newest: Newest,
        tokens: UsedTokens,
        verify: Verify,
        *,
        sites: Sites,
        lifetime: int,
    ) -> None:
        self._conversations = conversations
        self._newest = newest
        self._tokens = tokens
        self._verify = verify
        self._sites = sites
        self._lifetime = lifetime

    def identify(self, caller: Caller, command: Identify) -> Opened:
        """The token is used up by the browser that it came from, also where it says nothing new."""
        visitor = visitor_only(caller.identity)
        customer = self._customer(visitor, command.token, caller.now // 1000)
        says = partial(Identified, customer_id=customer.customer_id, name=customer.name, email=customer.email)

        def check() -> None:
            if not self._tokens.use(customer.token_id, visitor.visitor_id, customer.ends_at):
                raise _refusal(Reason.REPLAYED)

        return self._introduced(caller, visitor, command.command_id, says, check)

    def set_attributes(self, caller: Caller, command: SetAttributes) -> Opened:
        visitor = visitor_only(caller.identity)
        says = partial(Described, attributes=command.attributes)
        return self._introduced(caller, visitor, command.command_id, says, _unchecked)

    def _introduced(
        self, caller: Caller, visitor: Visitor, command_id: str, says: Says, check: Callable[[], None]
    ) -> Opened:
        """``check`` raises what is against it, before anything is added or answered."""
        said = says(seq=0, at=0, author=visitor.party)

        def decide(log: Log) -> Change | None:
            conversation = demand(visitor, Right.INTRODUCE, log.conversation)
            check()
            if not _is_news(self._newest.of(log, conversation, type(said), caller.now), said):
                return None
            return introduce(log, visitor, says, now=caller.now, lifetime=self._lifetime)

        return self._conversations.changed(caller, visitor.conversation_id, command_id, decide)

    def _customer(self, visitor: Visitor, token: str, now: int) -> "Customer":
        """Raises ``Refused``; the reason goes to the log alone, where the site's operator finds it."""
        site = self._sites.get(visitor.site)
        if site is None or site.identify_key is None:
            raise Refused(RefusalCode.IDENTIFY_OFF)
        try:
            return self._verify(token, site.identify_key, now)
        except Rejected as rejected:
            raise _refusal(rejected.reason) from rejected


def _refusal(reason: Reason) -> Refused:
    logger().info("token refused", extra={"reason": reason.value})
    return Refused(RefusalCode.TOKEN_EXPIRED if reason is Reason.EXPIRED else RefusalCode.TOKEN_REFUSED)


def _is_news(last: Introduction | None, said: Introduction) -> bool:
    if last is None:
        return not isinstance(said, Described) or bool(said.attributes)
    return msgspec.structs.replace(last, seq=said.seq, at=said.at) != said


def _unchecked() -> None:
    """Nobody can know whether it is so."""
