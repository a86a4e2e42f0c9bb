import time

from lambdas.contact.challenges import Work, check_solved, new_challenge
from tests.bench.work import solved_in_node


def test_what_the_widgets_code_finds_the_server_takes() -> None:
    challenges = [new_challenge("shop", time.time_ns() // 1_000_000, b"s", Work(cost=10, prefix="0")) for _ in range(3)]
    for challenge, solved in zip(challenges, solved_in_node(challenges), strict=True):
        check_solved(challenge, solved.solution)
        assert solved.tries > 0
