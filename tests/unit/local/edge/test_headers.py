from local.edge.headers import from_origin, from_viewer

VIEWER = {
    "Host": "chat.localhost:8080",
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Key": "x",
    "Sec-WebSocket-Protocol": "tresen.v1",
    "X-Forwarded-For": "203.0.113.7",
    "Forwarded": "for=203.0.113.7",
    "Origin": "http://shop.localhost:8080",
}


def test_the_connection_and_what_a_viewer_claims_of_other_proxies_stay_behind() -> None:
    assert dict(from_viewer(VIEWER)) == {
        "Sec-WebSocket-Protocol": "tresen.v1",
        "Origin": "http://shop.localhost:8080",
    }


def test_the_origin_does_not_say_what_it_is() -> None:
    origin = {"server": "hypercorn-h11", "Connection": "close", "Content-Length": "3", "Cache-Control": "no-cache"}
    assert dict(from_origin(origin)) == {"Cache-Control": "no-cache"}
