from tests.unit.lambdas.conftest import world

__all__ = ["world"]
