"""What becomes of events on their way to Matomo."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from botocore.exceptions import ReadTimeoutError

from lambdas.analytics.claims import Claim, Claims
from lambdas.analytics.dead_letters import letter_of
from lambdas.analytics.forwarding import ENOUGH_SECONDS
from lambdas.analytics.watch import HELD_BACK_SECONDS
from tests.forwarding.receiver import Fault
from tests.unit.lambdas.analytics.forward_world import DEADLINE, NOW, ForwardWorld, batch, request

A, B = batch("a"), batch("b")
MIXED = batch("mixed", request("m0"), request("m1", is_poisoned=True), request("m2"))
Requests = list[dict[str, Any]]


def once(fault: Fault) -> Callable[[Requests], Fault]:
    faults = iter([fault])
    return lambda _: next(faults, Fault.NONE)


def test_what_waits_is_sent_together_and_settled(forward: ForwardWorld) -> None:
    assert forward.forward(A, B) == []
    assert forward.stored == {"a": 1, "b": 1}
    assert forward.sent() == [["a", "b"]]
    assert forward.counted == {"forwarded": 2}
    assert forward.row("a")["settled"] == ["0"]


def test_what_comes_twice_is_sent_once(forward: ForwardWorld) -> None:
    forward.forward(A)
    forward.passes(390)
    assert forward.forward(A) == []
    assert forward.stored == {"a": 1}
    assert forward.counted == {"forwarded": 1}


def test_of_two_copies_in_one_call_one_waits(forward: ForwardWorld) -> None:
    body = msgspec.json.encode(A).decode()
    assert forward.deliver([("first", body), ("second", body)]) == ["second"]
    assert forward.stored == {"a": 1}
    assert forward.counted == {"forwarded": 1}


def test_what_somebody_else_is_about_waits(forward: ForwardWorld) -> None:
    forward.claims.claim(A, NOW, NOW + 60)
    assert forward.forward(A, B) == ["a"]
    assert forward.stored == {"b": 1}
    assert forward.counted == {"forwarded": 1}


def test_what_was_claimed_by_one_that_was_killed_counts_as_sent(forward: ForwardWorld) -> None:
    forward.claims.claim(A, NOW - 100, NOW - 10)
    assert forward.forward(A) == []
    assert forward.stored == {}
    assert forward.counted == {"unknown": 1}
    assert forward.row("a")["settled"] == ["0"]
    assert "claimed_until" not in forward.row("a")


def test_the_rest_of_a_batch_is_sent_after_one_was_killed(forward: ForwardWorld) -> None:
    two = batch("two", request("t0"), request("t1"))
    claim = forward.claims.claim(two, NOW - 100, NOW - 10)
    assert claim is not None
    forward.claims.note(claim, released=[1], is_over=False)
    assert forward.forward(two) == []
    assert forward.stored == {"t1": 1}
    assert forward.counted == {"unknown": 1, "forwarded": 1}


def test_two_websites_get_a_bulk_each(forward: ForwardWorld) -> None:
    forward.forward(A, batch("other", request("other", site=2)))
    assert forward.sent() == [["a"], ["other"]]


@pytest.mark.parametrize(
    "fault",
    [
        Fault.NO_CONTENT,
        Fault.SLOW,
        Fault.CUT,
        Fault.GATEWAY,
        Fault.GATEWAY_AFTER_STORING,
        Fault.PAGE,
        Fault.GARBLED,
        Fault.GIVEN_UP,
        Fault.FATAL,
    ],
)
def test_an_outcome_that_can_not_be_known_counts_as_sent(forward: ForwardWorld, fault: Fault) -> None:
    if fault is Fault.SLOW:
        forward.receiver.slow_seconds = 1.5
        forward.matomo._read_seconds = 1
    forward.befall(once(fault))
    assert forward.forward(A, B) == []
    forward.passes(390)
    assert forward.forward(A, B) == []
    assert len(forward.sent()) == 1
    assert forward.counted == {"unknown": 2}


def test_after_an_outcome_that_can_not_be_known_matomo_is_looked_at_before_more_is_sent(forward: ForwardWorld) -> None:
    fifty = batch("fifty", *(request(str(number)) for number in range(50)))
    forward.befall(once(Fault.CUT))
    forward.forward(fifty, A)
    assert forward.receiver.dry_runs == 2
    assert forward.counted == {"unknown": 50, "forwarded": 1}


def test_what_matomo_leaves_out_without_a_word_is_counted(forward: ForwardWorld) -> None:
    forward.befall(once(Fault.LOCKED))
    assert forward.forward(A, B) == []
    assert forward.counted == {"forwarded": 1, "unknown": 1}


@pytest.mark.parametrize("fault", [Fault.DEADLOCK, Fault.REFUSED])
def test_what_is_refused_for_no_reason_of_its_own_is_sent_again(forward: ForwardWorld, fault: Fault) -> None:
    forward.befall(once(fault))
    assert forward.forward(A, B) == []
    assert forward.stored == {"a": 1, "b": 1}
    assert forward.counted == {"forwarded": 2}


@pytest.mark.parametrize("fault", [Fault.DEADLOCK, Fault.REFUSED])
def test_one_that_is_alone_gets_another_chance(forward: ForwardWorld, fault: Fault) -> None:
    forward.befall(once(fault))
    assert forward.forward(A) == []
    assert forward.stored == {"a": 1}
    assert forward.dead() == []


def test_a_poisoned_event_is_split_off_without_its_neighbours(forward: ForwardWorld) -> None:
    assert forward.forward(A, MIXED, B) == []
    assert forward.stored == {"a": 1, "m0": 1, "m2": 1, "b": 1}
    assert forward.dead() == [letter_of(MIXED, 1)]
    assert forward.counted == {"forwarded": 4, "poisoned": 1}
    assert sorted(forward.row("mixed")["settled"]) == ["0", "1", "2"]
    assert "claimed_until" not in forward.row("mixed")


def test_several_poisoned_events_are_all_found(forward: ForwardWorld) -> None:
    bad = {3, 4, 17, 49}
    fifty = batch("fifty", *(request(str(number), is_poisoned=number in bad) for number in range(50)))
    assert forward.forward(fifty) == []
    assert set(forward.stored) == {str(number) for number in range(50)} - {str(number) for number in bad}
    assert {letter.requests[0].url for letter in forward.dead()} == {str(number) for number in bad}
    assert max(forward.stored.values()) == 1


def test_a_dead_letter_that_is_brought_back_is_sent_once_it_is_taken(forward: ForwardWorld) -> None:
    forward.forward(MIXED)
    (letter,) = forward.dead()
    forward.receiver.mended = {"m1"}
    assert forward.forward(letter) == []
    assert forward.stored["m1"] == 1
    forward.passes(390)
    forward.forward(letter)
    assert forward.stored["m1"] == 1


def test_a_dead_letter_that_is_still_poisoned_becomes_another_one(forward: ForwardWorld) -> None:
    forward.forward(MIXED)
    (letter,) = forward.dead()
    assert forward.forward(letter) == []
    assert forward.dead() == [letter_of(letter, 0)]


def test_a_poisoned_event_waits_when_it_can_not_be_kept(forward: ForwardWorld) -> None:
    forward.sqs.delete_queue(QueueUrl=forward.dead_letters)
    assert forward.forward(MIXED) == ["mixed"]
    assert forward.stored == {"m0": 1, "m2": 1}
    assert forward.counted == {"forwarded": 2}
    assert sorted(forward.row("mixed")["claimed"]) == ["0", "2"]
    assert "claimed_until" not in forward.row("mixed")


def test_what_may_be_a_dead_letter_already_is_not_sent_again(forward: ForwardWorld) -> None:
    """Its letter was kept, and the answer lost: brought back, it would count beside the event itself."""
    send: Any = forward.letters._client.send_message

    def answer_lost(**told: Any) -> None:
        send(**told)
        raise ReadTimeoutError(endpoint_url="sqs")

    forward.letters._client = SimpleNamespace(send_message=answer_lost)  # type: ignore[assignment]
    assert forward.forward(MIXED) == []
    assert forward.counted == {"forwarded": 2, "unknown": 1}
    forward.receiver.mended = {"m1"}
    forward.passes(390)
    forward.forward(MIXED)
    (letter,) = forward.dead()
    forward.forward(letter)
    assert forward.stored == {"m0": 1, "m1": 1, "m2": 1}


def test_a_matomo_that_can_store_nothing_makes_no_poison(forward: ForwardWorld) -> None:
    forward.receiver.is_full = True
    assert forward.forward(A, B, MIXED) == ["a", "b", "mixed"]
    assert forward.dead() == []
    assert forward.counted == {}
    assert forward.row("matomo")["reason"] == "not_storing"
    forward.receiver.is_full = False
    forward.passes(390)
    assert forward.forward(A, B, MIXED) == []
    assert forward.counted == {"forwarded": 4, "poisoned": 1}


def test_one_that_is_refused_alone_waits_for_company(forward: ForwardWorld) -> None:
    poison = batch("poison", request("p", is_poisoned=True))
    assert forward.forward(poison) == ["poison"]
    assert forward.row("matomo")["reason"] == "not_storing"
    forward.passes(390)
    assert forward.forward(poison, A) == []
    assert forward.dead() == [letter_of(poison, 0)]


def test_a_matomo_that_is_too_slow_for_events_loses_two_bulks_and_no_more(forward: ForwardWorld) -> None:
    forward.befall(lambda _: Fault.GATEWAY_AFTER_STORING)
    assert [forward.forward(batch("first")), forward.forward(batch("second"))] == [[], []]
    assert forward.row("matomo")["reason"] == "unclear"
    assert [forward.forward(batch(f"first {number}")) for number in range(5)] == [[f"first {n}"] for n in range(5)]
    assert forward.counted == {"unknown": 2}
    forward.befall(lambda _: Fault.NONE)
    forward.passes(HELD_BACK_SECONDS)
    assert forward.forward(batch("first 4")) == []
    assert forward.counted == {"unknown": 2, "forwarded": 1}


def test_single_outcomes_that_can_not_be_known_keep_nothing_back(forward: ForwardWorld) -> None:
    faults = iter([Fault.CUT, Fault.NONE, Fault.CUT, Fault.NONE])
    forward.befall(lambda _: next(faults))
    assert not any(forward.forward(batch(f"batch {number}")) for number in range(4))
    assert forward.counted == {"unknown": 2, "forwarded": 2}


def test_what_did_not_wait_for_matomo_may_have_handed_on(forward: ForwardWorld) -> None:
    forward.befall(once(Fault.GIVEN_UP))
    assert forward.forward(batch("fifty", *(request(str(number)) for number in range(50))), A) == ["a"]
    assert forward.row("matomo")["reason"] == "busy"
    assert forward.counted == {"unknown": 50}


def test_a_clock_that_is_ahead_doubles_nothing(forward: ForwardWorld) -> None:
    """Another function gets a copy, and takes the claim of the first for long over."""
    others: list[Any] = []

    def take_over(_: Requests) -> Fault:
        others.append(forward.claims.claim(A, NOW + 200, NOW + 290))
        return Fault.NONE

    forward.befall(take_over)
    assert forward.forward(A) == []
    assert (others[0].free, others[0].unknown) == (frozenset(), frozenset({0}))
    forward.claims.note(others[0], settled=[0], is_over=True)
    forward.passes(390)
    assert forward.forward(A) == []
    assert forward.stored == {"a": 1}


def test_what_is_released_after_another_took_over_is_not_sent_again(forward: ForwardWorld) -> None:
    def take_over(_: Requests) -> Fault:
        claim = forward.claims.claim(A, NOW + 200, NOW + 290)
        assert claim is not None
        forward.claims.note(claim, settled=claim.unknown, is_over=True)
        return Fault.BUSY

    forward.befall(take_over)
    assert forward.forward(A) == ["a"]
    forward.passes(390)
    forward.befall(lambda _: Fault.NONE)
    assert forward.forward(A) == []
    assert forward.stored == {}


def test_events_of_a_website_that_matomo_does_not_know_are_dead_and_keep_back_no_other(forward: ForwardWorld) -> None:
    lost = batch("lost", request("x", site=3), request("y", site=3))
    assert forward.forward(lost, A) == []
    assert forward.stored == {"a": 1}
    assert forward.sent() == [["a"]]
    assert [letter.requests[0].url for letter in forward.dead()] == ["x", "y"]
    assert forward.counted == {"poisoned": 2, "forwarded": 1}


def test_single_events_that_matomo_finds_invalid_are_dead(forward: ForwardWorld) -> None:
    two = batch("two", request("good"), request("bad"))
    forward.receiver.refuses = lambda each: each.get("url") == "bad"
    assert forward.forward(two) == []
    assert forward.stored == {"good": 1}
    assert forward.dead() == [letter_of(two, 1)]
    assert forward.counted == {"forwarded": 1, "poisoned": 1}


def test_an_invalid_event_that_is_not_named_is_counted_as_lost(forward: ForwardWorld) -> None:
    forward.receiver.is_superuser = False
    forward.receiver.refuses = lambda each: each.get("url") == "bad"
    assert forward.forward(batch("two", request("good"), request("bad"))) == []
    assert forward.counted == {"forwarded": 1, "unknown": 1}


def test_nothing_is_claimed_while_matomo_is_away(forward: ForwardWorld) -> None:
    forward.receiver.go_away()
    assert forward.forward(A, B) == ["a", "b"]
    assert forward.row("matomo") == {"pk": "matomo", "away_since": str(NOW), "reason": "unreachable", "site": "1"}
    with pytest.raises(KeyError):
        forward.row("a")
    assert forward.counted == {}


def test_one_look_is_enough_when_it_is_away(forward: ForwardWorld) -> None:
    forward.receiver.is_recording = False
    assert forward.forward(A, batch("other", request("other", site=2))) == ["a", "other"]
    assert len(forward.receiver.bodies) == 1


def test_what_is_sent_as_it_goes_away_is_released(forward: ForwardWorld) -> None:
    forward.befall(once(Fault.BUSY))
    assert forward.forward(A, B) == ["a", "b"]
    assert forward.row("matomo")["reason"] == "busy"
    assert forward.forward(A, B) == []
    assert forward.receiver.dry_runs == 2
    assert forward.stored == {"a": 1, "b": 1}
    assert forward.counted == {"forwarded": 2}


def test_what_is_refused_while_matomo_is_not_well_is_no_poison(forward: ForwardWorld) -> None:
    def refuse(_: Requests) -> Fault:
        forward.receiver.is_blocking = True
        return Fault.REFUSED

    forward.befall(refuse)
    assert forward.forward(A, B) == ["a", "b"]
    assert forward.dead() == []
    assert forward.row("matomo")["reason"] == "unclear"
    assert "claimed" not in forward.row("a")


def test_with_a_token_that_is_refused_no_event_is_sent(forward: ForwardWorld) -> None:
    forward.receiver.token = "0" * 32
    assert forward.forward(A) == ["a"]
    assert forward.sent() == []
    assert forward.row("matomo")["reason"] == "token_refused"


def test_a_token_that_is_revoked_on_the_way_makes_no_poison(forward: ForwardWorld) -> None:
    forward.forward(B)
    forward.receiver.token = "0" * 32
    assert forward.forward(A) == ["a"]
    assert forward.dead() == []
    assert forward.row("matomo")["reason"] == "token_refused"
    forward.secrets.put_secret_value(SecretId="token", SecretString="0" * 32)
    assert forward.forward(A) == []
    assert forward.stored == {"a": 1, "b": 1}


def test_what_has_waited_too_long_is_dropped_and_counted(forward: ForwardWorld) -> None:
    forward.passes(DEADLINE - NOW)
    assert forward.forward(A, batch("fresh", deadline=DEADLINE + 1)) == []
    assert forward.stored == {"fresh": 1}
    assert forward.counted == {"expired": 1, "forwarded": 1}


def test_it_is_dropped_while_matomo_is_away_too(forward: ForwardWorld) -> None:
    forward.receiver.go_away()
    forward.passes(DEADLINE - NOW)
    assert forward.forward(A) == []
    assert forward.counted == {"expired": 1}


def test_a_copy_that_comes_after_the_deadline_is_not_counted_again(forward: ForwardWorld) -> None:
    forward.forward(A)
    forward.passes(DEADLINE - NOW)
    forward.forward(A)
    assert forward.counted == {"forwarded": 1}


def test_without_time_nothing_is_begun(forward: ForwardWorld) -> None:
    forward.context.milliseconds = ENOUGH_SECONDS * 1000 - 1
    assert forward.forward(A) == ["a"]
    assert forward.receiver.bodies == []
    assert forward.counted == {}


def test_when_the_time_is_over_the_rest_waits_and_is_free(forward: ForwardWorld) -> None:
    def slow(_: Requests) -> Fault:
        forward.context.milliseconds = 0
        return Fault.DEADLOCK

    forward.befall(slow)
    assert forward.forward(A, B) == ["a", "b"]
    forward.context.milliseconds = 60_000
    forward.befall(lambda _: Fault.NONE)
    assert forward.forward(A, B) == []
    assert forward.stored == {"a": 1, "b": 1}


def test_a_claim_lasts_for_longer_than_the_call(forward: ForwardWorld) -> None:
    seen: list[str] = []

    def look(_: Requests) -> Fault:
        seen.append(forward.row("a")["claimed_until"])
        return Fault.NONE

    forward.befall(look)
    forward.forward(A)
    assert seen == [str(NOW + 60 + ENOUGH_SECONDS)]


def test_what_is_counted_is_written_before_it_is_noted(forward: ForwardWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    noted = Claims.note

    def note(self: Claims, claim: Claim, **told: Any) -> None:
        written.append(len(forward.tally.lines))
        noted(self, claim, **told)

    monkeypatch.setattr(Claims, "note", note)
    forward.forward(A)
    assert written == [1]


def test_nobody_else_gets_a_batch_of_which_a_part_is_under_way(forward: ForwardWorld) -> None:
    others: list[Any] = []

    def look(requests: Requests) -> Fault:
        others.append(forward.claims.claim(MIXED, NOW, NOW + 90))
        return Fault.NONE

    forward.befall(look)
    assert forward.forward(MIXED) == []
    assert len(others) > 3
    assert not any(others)
