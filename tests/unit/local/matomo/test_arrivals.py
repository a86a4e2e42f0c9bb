import asyncio

from local.matomo.arrivals import KEPT, Arrivals


def test_the_last_ones_are_kept_in_their_order() -> None:
    arrivals = Arrivals()
    arrivals.add(({"e_v": number} for number in range(KEPT + 2)), at=1.0, stored=True)
    kept = list(arrivals)
    assert [arrival.parameters["e_v"] for arrival in kept] == list(range(2, KEPT + 2))
    assert (kept[0].number, kept[-1].number) == (3, KEPT + 2)


def test_who_waits_gets_what_is_there_and_what_comes() -> None:
    async def scenario() -> None:
        arrivals = Arrivals()
        arrivals.add([{"e_v": 1}, {"e_v": 2}], at=1.0, stored=True)
        (there,) = await arrivals.after(1, seconds=5)
        assert there.parameters == {"e_v": 2}
        coming = asyncio.ensure_future(arrivals.after(2, seconds=5))
        await asyncio.sleep(0)
        assert not coming.done()
        arrivals.add([{"e_v": 3}], at=2.0, stored=False)
        (arrival,) = await coming
        assert (arrival.number, arrival.at, arrival.stored, arrival.parameters) == (3, 2.0, False, {"e_v": 3})

    asyncio.run(scenario())


def test_several_wait_at_once() -> None:
    async def scenario() -> None:
        arrivals = Arrivals()
        waiting = [asyncio.ensure_future(arrivals.after(0, seconds=5)) for _ in range(3)]
        await asyncio.sleep(0)
        arrivals.add([{"e_v": 1}], at=1.0, stored=True)
        assert [[arrival.number for arrival in came] for came in await asyncio.gather(*waiting)] == [[1]] * 3

    asyncio.run(scenario())


def test_nobody_waits_for_longer_than_it_wants_to() -> None:
    assert asyncio.run(Arrivals().after(0, seconds=0.01)) == []


def test_at_the_end_nobody_is_kept_waiting() -> None:
    async def scenario() -> None:
        arrivals = Arrivals()
        waiting = asyncio.ensure_future(arrivals.after(0, seconds=60))
        await asyncio.sleep(0)
        arrivals.end()
        assert arrivals.is_over
        assert await asyncio.wait_for(waiting, timeout=5) == []
        assert await asyncio.wait_for(arrivals.after(0, seconds=60), timeout=5) == []

    asyncio.run(scenario())
