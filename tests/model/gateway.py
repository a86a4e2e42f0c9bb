"""API Gateway: connections, the functions that its routes call, ``@connections``, and its limits of time."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, Protocol

from lambdas.chat import connections, messages
from lambdas.chat.records import CONNECTION_SECONDS
from lambdas.identity.people import Identity, context_of
from tests.contract.fake_connections import FakeConnections, refusal
from tests.model.faults import Fault, Faults
from tests.model.functions import Ended, Functions
from tests.model.network import Network, Socket
from tests.model.schedule import Schedule

IDLE_MS: Final = 10 * 60 * 1000
"""https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html"""

GREETED_MS: Final = 1_800
"""By then a page has greeted for the second time, and so learns what was written since its first greeting was read."""

_LONGEST_MS: Final = CONNECTION_SECONDS * 1000
_ERROR: Final = json.dumps({"message": "Internal server error", "requestId": "r"})
_POST_FAULTS: Final = (
    (Fault.GONE_ALIVE, "GoneException", 410),
    (Fault.POST_LIMITED, "LimitExceededException", 429),
    (Fault.POST_BROKEN, "InternalServerError", 500),
)


class Watch(Protocol):
    """Sees all that leaves the functions; ``since`` is when the function began."""

    def told(self, to: Identity, frame: bytes, *, since: int) -> None: ...


class Gateway(FakeConnections):
    """The WebSocket API. boto3's two operations are those of the fake."""

    def __init__(
        self, schedule: Schedule, functions: Functions, faults: Faults, network: Network, watch: Watch
    ) -> None:
        super().__init__()
        self._schedule = schedule
        self._functions = functions
        self._faults = faults
        self._network = network
        self._watch = watch
        self._sockets: dict[str, Socket] = {}
        network.api = self

    def shakes_hands(self, socket: Socket) -> None:
        answer: dict[str, Any] = connections.handler(_event(socket, "CONNECT"), None)
        assert answer["statusCode"] == 200
        self._sockets[socket.connection_id] = socket
        self.open.add(socket.connection_id)
        self._network.open(socket)
        self._schedule.after(IDLE_MS, partial(self._end_idle, socket))
        self._schedule.after(_LONGEST_MS, partial(self._end, socket))

    def takes(self, socket: Socket, frame: str) -> None:
        if socket.connection_id not in self.open:
            return
        if frame.startswith('{"type":"ping"'):
            self._network.deliver(socket, '{"type":"ponged"}')
        elif self._faults.strikes(Fault.NOT_RUN) is not None:
            self._network.deliver(socket, _ERROR)
        else:
            self._functions.start(partial(self._answer, socket, frame))

    def ended(self, socket: Socket) -> None:
        """By the browser, or by a network that told of its end."""
        if socket.connection_id in self.open:
            self.open.discard(socket.connection_id)
            self._disconnect(socket)

    def post_to_connection(self, *, ConnectionId: str, Data: bytes) -> dict[str, Any]:  # noqa: N803 - boto3's names
        self._functions.wait()
        to = self._sockets[ConnectionId]
        self._watch.told(to.identity, Data, since=self._functions.began)
        for fault, code, status in _POST_FAULTS:
            if ConnectionId in self.open and self._faults.strikes(fault) is not None:
                to.missed |= fault is Fault.GONE_ALIVE
                raise refusal(code, status, "PostToConnection")
        answer = super().post_to_connection(ConnectionId=ConnectionId, Data=Data)
        self.posted.clear()
        self._network.deliver(to, Data.decode())
        return answer

    def delete_connection(self, *, ConnectionId: str) -> dict[str, Any]:  # noqa: N803 - boto3's names
        self._functions.wait()
        answer = super().delete_connection(ConnectionId=ConnectionId)
        socket = self._sockets[ConnectionId]
        self._network.end(socket, 1000)
        self._disconnect(socket)
        return answer

    def _answer(self, socket: Socket, frame: str) -> None:
        with self._or_error(socket):
            answer = messages.handler(_event(socket, "MESSAGE", body=frame), None)
            assert answer["statusCode"] == 200
            self._functions.wait()
            if self._faults.strikes(Fault.END_BEFORE_ANSWER) is not None:
                raise Ended
            body = answer.get("body")
            if isinstance(body, str) and socket.connection_id in self.open:
                self._watch.told(socket.identity, body.encode(), since=self._functions.began)
                self._network.deliver(socket, body)

    @contextmanager
    def _or_error(self, socket: Socket) -> Iterator[None]:
        began = self._functions.began
        try:
            yield
        except Ended:
            self._network.deliver(socket, _ERROR)
        finally:
            if self._schedule.now - began > GREETED_MS:
                self._overtake(began)

    def _overtake(self, began: int) -> None:
        """So slow a function knows nothing of a page that was opened after its read and greeted before its write.

        A page that only lost its connection is told all the same: the old one is gone, and that makes it look again.
        """
        for each in self._network.sockets.values():
            each.missed |= each.is_first and each.connected_at > began - GREETED_MS

    def _end_idle(self, socket: Socket) -> None:
        left = socket.used_at + IDLE_MS - self._schedule.now
        if left <= 0:
            self._end(socket)
        elif socket.connection_id in self.open:
            self._schedule.after(left, partial(self._end_idle, socket))

    def _end(self, socket: Socket) -> None:
        if socket.connection_id in self.open:
            self._network.end(socket, 1001)
            self.ended(socket)

    def _disconnect(self, socket: Socket) -> None:
        run = partial(connections.handler, _event(socket, "DISCONNECT"), None)
        self._schedule.after(0, partial(self._functions.start, run))


def _event(socket: Socket, event_type: str, **fields: Any) -> dict[str, Any]:
    context = {
        "connectionId": socket.connection_id,
        "eventType": event_type,
        "connectedAt": socket.connected_at,
        "authorizer": {**context_of(socket.identity), "principalId": "somebody", "integrationLatency": 12},
    }
    return {"requestContext": context, "isBase64Encoded": False, **fields}
