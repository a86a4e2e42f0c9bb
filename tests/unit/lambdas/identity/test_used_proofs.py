from lambdas.identity.proofs import Proof
from lambdas.identity.used_proofs import UsedProofs
from tests.unit.lambdas.world import TABLE, World

NOW = 1_750_000_000


def test_a_proof_is_used_once(world: World) -> None:
    proofs = UsedProofs(world.dynamodb, TABLE)
    assert proofs.use(Proof("v", "jti"), NOW)
    assert not proofs.use(Proof("v", "jti"), NOW)
    assert proofs.use(Proof("w", "jti"), NOW)
    assert world.keys("proof#v") == ["jti"]
