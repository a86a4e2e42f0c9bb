"""Log groups that are there before their function, so that nothing is logged without a retention."""

from typing import cast

from aws_cdk import RemovalPolicy
from aws_cdk import aws_logs as logs
from constructs import Construct


def log_group(scope: Construct, *, days: int) -> logs.LogGroup:
    """``days`` is one of the numbers that CloudWatch offers. The group goes with its stack."""
    group = logs.LogGroup(scope, "Logs", removal_policy=RemovalPolicy.DESTROY)
    cast(logs.CfnLogGroup, group.node.default_child).retention_in_days = days
    return group
