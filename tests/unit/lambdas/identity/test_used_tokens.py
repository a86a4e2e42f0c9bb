from lambdas.identity.used_tokens import UsedTokens, partition_of
from tests.unit.lambdas.world import TABLE, World

ENDS = 1_750_000_330


def test_a_token_belongs_to_the_browser_that_used_it_first(world: World) -> None:
    tokens = UsedTokens(world.dynamodb, TABLE)
    assert tokens.use("t", "v", ENDS)
    assert not tokens.use("t", "w", ENDS)
    assert tokens.use("t", "v", ENDS)
    assert tokens.use("u", "w", ENDS)
    assert world.keys(partition_of("t")) == ["used"]


def test_the_row_names_neither_token_nor_visitor_and_ends_with_the_token(world: World) -> None:
    UsedTokens(world.dynamodb, TABLE).use("t" * 64, "v" * 43, ENDS)
    (row,) = world.rows()
    assert "t" * 64 not in str(row)
    assert "v" * 43 not in str(row)
    assert row["expires_at"] == {"N": str(ENDS)}
