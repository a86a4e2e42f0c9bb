from tests.unit.lambdas.conftest import aws, world

__all__ = ["aws", "world"]
