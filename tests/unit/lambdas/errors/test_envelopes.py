"""Reading envelopes: the grammar with its lengths and lines, and what is said of what is none."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.errors.envelopes import Envelope, read_envelope
from lambdas.protocol.limits import ENVELOPE_BYTES
from lambdas.protocol.problems import RequestRefused
from tests.unit.lambdas.errors.envelope_samples import EVENT, EVENT_ID, FROM_THE_SDK, OWN, envelope, item, spelled

SMALL = {"event_id": EVENT_ID, "message": "x"}
OTHERS = st.sampled_from(["session", "client_report", "attachment", "replay_event", "unknown", ""])


def refusal(body: bytes) -> str:
    with pytest.raises(RequestRefused) as refused:
        read_envelope(body)
    return str(refused.value)


def event_of(body: bytes) -> Any:
    return read_envelope(body).event


class TestRead:
    def test_what_the_official_sdk_posts(self) -> None:
        assert read_envelope(FROM_THE_SDK.encode()) == Envelope(dsn=OWN, event=EVENT)

    def test_the_examples_of_the_specification(self) -> None:
        header = b'{"event_id":"9ec79c33ec9942ab8353589fcb2e04dc","dsn":"https://e12d836b15bb49d7bbf99e64295d995b:@sentry.io/42"}\n'
        attachment = (
            b'{"type":"attachment","length":10,"content_type":"text/plain","filename":"hello.txt"}\n'
            b"\xef\xbb\xbfHello\r\n\n"
        )
        event = (
            b'{"type":"event","length":41,"content_type":"application/json","filename":"application.log"}\n'
            b'{"message":"hello world","level":"error"}'
        )
        read = Envelope(
            dsn="https://e12d836b15bb49d7bbf99e64295d995b:@sentry.io/42",
            event={"event_id": "9ec79c33ec9942ab8353589fcb2e04dc", "message": "hello world", "level": "error"},
        )
        assert read_envelope(header + attachment + event + b"\n") == read_envelope(header + attachment + event) == read
        empty = b'{"event_id":"9ec79c33ec9942ab8353589fcb2e04dc"}\n' + b'{"type":"attachment","length":0}\n\n' * 2
        nothing = Envelope(dsn=None, event=None)
        assert [read_envelope(body) for body in (empty, empty[:-1])] == [nothing] * 2
        implicit = b'{"event_id":"9ec79c33ec9942ab8353589fcb2e04dc"}\n{"type":"attachment"}\nhelloworld'
        assert [read_envelope(implicit), read_envelope(implicit + b"\n")] == [nothing] * 2
        assert read_envelope(b'{}\n{"type":"session"}\n{"started": "2020-02-07T14:16:00Z"}') == nothing

    def test_the_first_event_alone_counts(self) -> None:
        body = envelope(item("session", {}), item("event", SMALL), item("event", {"message": "y"}))
        assert event_of(body) == SMALL

    def test_an_envelope_may_be_its_header_alone(self) -> None:
        assert [read_envelope(envelope()), read_envelope(envelope() + b"\n")] == [Envelope(dsn=OWN, event=None)] * 2

    def test_the_headers_id_is_the_events_if_that_has_none(self) -> None:
        assert event_of(envelope(item("event", {"message": "x"}))) == SMALL
        assert event_of(envelope(item("event", SMALL), header={"event_id": "f" * 32})) == SMALL
        assert event_of(envelope(item("event", {"message": "x"}), header={})) == {"message": "x"}

    def test_what_else_is_in_a_header_is_forgotten(self) -> None:
        header: dict[str, Any] = {"dsn": OWN, "trace": {"user_id": "grace"}, "sent_at": [], "sdk": None}
        body = envelope(item("event", SMALL, filename="grace.txt", attachment_type=7), header=header)
        assert read_envelope(body) == Envelope(dsn=OWN, event=SMALL)

    def test_with_a_length_a_payload_may_have_lines(self) -> None:
        payload = json.dumps(SMALL, indent=1).encode()
        assert event_of(envelope(item("event", payload, length=len(payload)), item("session", {}))) == SMALL

    @pytest.mark.parametrize("payload", [b"\n\n{}\n", b"\x00\xff\n" * 9, b'{"type":"event"}\n{"message":"y"}'])
    def test_bytes_of_another_item_are_skipped_unread(self, payload: bytes) -> None:
        body = envelope(item("attachment", payload, length=len(payload)), item("event", SMALL))
        assert event_of(body) == SMALL

    def test_a_bomb_within_another_item_is_skipped_unread(self) -> None:
        assert event_of(envelope(item("replay_event", b"[" * 90_000), item("event", SMALL))) == SMALL

    def test_a_length_of_null_is_none(self) -> None:
        assert event_of(envelope(item("event", SMALL, length=None))) == SMALL

    def test_a_return_before_the_newline_is_white_space_of_json(self) -> None:
        assert event_of(envelope(item("event", SMALL)).replace(b"\n", b"\r\n") + b"\r\n") == SMALL

    @given(st.lists(st.tuples(OTHERS, st.binary(max_size=40))), st.integers(0, 9), st.booleans(), st.booleans())
    def test_items_of_any_bytes_are_told_apart_by_their_lengths(
        self, others: list[tuple[str, bytes]], place: int, has_length: bool, ends_with_newline: bool
    ) -> None:
        items = [item(kind, payload, length=len(payload)) for kind, payload in others]
        payload = spelled(SMALL)
        items.insert(place, item("event", payload, length=len(payload)) if has_length else item("event", payload))
        assert event_of(envelope(*items) + (b"\n" if ends_with_newline else b"")) == SMALL

    def test_as_many_items_as_may_be(self) -> None:
        assert event_of(envelope(*[item("session", {})] * 99, item("event", SMALL))) == SMALL

    def test_an_envelope_may_be_as_long_as_it_may_be(self) -> None:
        body = envelope(item("event", SMALL), item("attachment", b""))
        assert event_of(body.ljust(ENVELOPE_BYTES)) == SMALL
        assert refusal(body.ljust(ENVELOPE_BYTES + 1)) == "too_long"


class TestHalvesOfPairs:
    @pytest.mark.parametrize(
        ("spelling", "read"),
        [
            (rb"\ud83d", "�"),
            (rb"\uDE00", "�"),
            (rb"\ude00\ud83d", "��"),
            (rb"\ud83d\ud83d\ude00", "�😀"),
            (rb"\ud83d\ude00", "😀"),
            (rb"\uD83D\uDE00\uDE00", "😀�"),
            (rb"\uDBFF\uDFFF\uDBFF", "\U0010ffff�"),
            (rb"\ud83dx\ude00", "�x�"),
            (rb"\\ud83d", "\\ud83d"),
            (rb"\\\ud83d", "\\�"),
            (rb"\ud7ff\ue000", "\ud7ff\ue000"),
            (rb"\ud83d\n", "�\n"),
            (rb"\u005cud83d", "\\ud83d"),
        ],
    )
    def test_are_replaced_wherever_they_stand(self, spelling: bytes, read: str) -> None:
        event = b'{"message":"%b","%b":1}' % (spelling, spelling)
        assert event_of(envelope(item("event", event), header={})) == {"message": read, read: 1}

    def test_in_a_dsn_too(self) -> None:
        assert read_envelope(rb'{"dsn":"https://tresen@\ud800/1"}').dsn == "https://tresen@�/1"

    @pytest.mark.parametrize("spelling", [rb"\ud83", rb"\ud83g", rb"\u", b"\xed\xa0\x80", rb"\x41", b"\\"])
    def test_what_is_no_escape_stays_none(self, spelling: bytes) -> None:
        assert refusal(envelope(item("event", b'{"message":"%b"}' % spelling))) == "not_an_envelope"

    @given(st.lists(st.integers(0xD7FE, 0xE001)))
    def test_no_spelling_leaves_one_behind(self, units: list[int]) -> None:
        text = "".join(f"\\u{unit:04x}" for unit in units)
        message = event_of(envelope(item("event", f'{{"message":"{text}"}}'.encode())))["message"]
        expected = b"".join(unit.to_bytes(2, "little") for unit in units).decode("utf-16-le", errors="replace")
        assert message.replace("�", "") == expected.replace("�", "")
        message.encode()


class TestRefused:
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"\n",
            b" ",
            b"\x00",
            b"x",
            b"{",
            b"[]",
            b"null",
            b"7",
            b'"x"',
            b"NaN",
            b"\xff\xfe{}",
            b"\xef\xbb\xbf{}",
            b"{}{}",
            b"{}\r\r\n\r",
            b'{"dsn":7}',
            b'{"dsn":["https://tresen@chat.example.com/1"]}',
            b'{"event_id":7}',
            b'{"dsn":1e999}',
            b'{"trace":NaN}',
            b'{"dsn":"\xff"}',
            b"{'dsn':1}",
            b"<a>",
            b"event=%7B%7D",
            b'--boundary\r\nContent-Disposition: form-data; name="a"\r\n\r\nx',
        ],
    )
    def test_what_has_no_header(self, body: bytes) -> None:
        assert refusal(body) == "not_an_envelope"

    @pytest.mark.parametrize(
        "header",
        [
            b"",
            b" ",
            b"{}",
            b"[]",
            b"null",
            b'"event"',
            b'{"type":null}',
            b'{"type":7}',
            b'{"type":["event"]}',
            b'{"type":"event"',
            b'{"type":"event","length":-1}',
            b'{"type":"event","length":1.0}',
            b'{"type":"event","length":"2"}',
            b'{"type":"event","length":true}',
            b'{"type":"event","length":1e1}',
            b'{"type":"event","length":[]}',
            b'{"type":"event","length":NaN}',
            b'{"type":"event","length":' + b"9" * 32 + b"}",
            b'{"type":"event","length":1}',
            b'{"type":"event","length":3}',
            b'{"type":"event","length":0}',
            b'{"type":"event","length":18446744073709551616}',
            b'{"type":"attachment","length":1}',
            b'{"type":"attachment","length":-1}',
            b'{"type":"attachment","length":-1}\n{"type":"attachment"}',
            b'{"type":"attachment","length":3}',
        ],
    )
    def test_an_item_whose_header_is_none_or_lies(self, header: bytes) -> None:
        assert refusal(envelope(header + b"\n{}")) == "not_an_envelope"

    def test_an_item_without_payload(self) -> None:
        assert refusal(envelope(b'{"type":"session"}')) == "not_an_envelope"
        assert refusal(envelope(b'{"type":"session","length":0}')) == "not_an_envelope"
        assert read_envelope(envelope(b'{"type":"session"}\n')).event is None

    @pytest.mark.parametrize(
        "payload",
        [
            b"",
            b"[]",
            b"null",
            b'"x"',
            b"7",
            b"{",
            b"{}}",
            b"{} {}",
            b'{"a":NaN}',
            b'{"a":Infinity}',
            b'{"a":-Infinity}',
            b'{"a":1e999}',
            b'{"a":-1e999}',
            b'{"a":01}',
            b'{"a":0x1}',
            b'{"a":+1}',
            b'{"a":1_000}',
            b'{"a":.5}',
            b'{"a":undefined}',
            b'{"a":1,}',
            b'{"a":"\x00"}',
            b'{"a":"\x1b"}',
            b'{"a":"\xff"}',
            b'{"a":"\xc0\xaf"}',
            b"{/**/}",
        ],
    )
    def test_an_event_that_is_no_object_of_json(self, payload: bytes) -> None:
        assert refusal(envelope(item("event", payload))) == "not_an_envelope"

    def test_what_follows_the_event_and_is_none(self) -> None:
        assert refusal(envelope(item("event", SMALL)) + b"\n\n") == "not_an_envelope"
        assert refusal(envelope(item("event", SMALL)) + b"\n ") == "not_an_envelope"
        assert refusal(envelope(item("event", SMALL), b"{")) == "not_an_envelope"

    def test_too_many_items(self) -> None:
        assert refusal(envelope(*[item("session", {})] * 101)) == "too_complex"

    @pytest.mark.parametrize("bomb", [b"[" * 32 + b"]" * 32, b"9" * 33, b'"' + b"a" * 32_769 + b'"'])
    def test_a_bomb_in_an_event_or_a_header(self, bomb: bytes) -> None:
        assert refusal(envelope(item("event", b'{"a":%b}' % bomb))) == "too_complex"
        assert refusal(envelope(header=b'{"trace":%b}' % bomb)) == "too_complex"
        assert refusal(envelope(b'{"type":"session","a":%b}\n{}' % bomb)) == "too_complex"

    @given(st.binary(max_size=300))
    def test_no_bytes_do_anything_else(self, body: bytes) -> None:
        for text in (body, envelope(item("event", body)), envelope(body), b"{}\n" + body):
            with suppress(RequestRefused):
                read_envelope(text)
