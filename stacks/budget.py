"""A mail before the bill is larger than expected."""

from typing import Final

from aws_cdk import aws_budgets as budgets
from constructs import Construct

ACTUAL_PERCENT: Final = 80
FORECAST_PERCENT: Final = 100


class Budget(Construct):
    """The account's whole bill of a month.

    A budget for one deployment would go by a tag, and show nothing until the operator has activated that tag for cost
    allocation: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html
    """

    def __init__(self, scope: Construct, construct_id: str, *, monthly_usd: int, email: str) -> None:
        super().__init__(scope, construct_id)
        budgets.CfnBudget(
            self,
            "Budget",
            budget=budgets.CfnBudget.BudgetDataProperty(
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=budgets.CfnBudget.SpendProperty(amount=monthly_usd, unit="USD"),
            ),
            notifications_with_subscribers=[
                _mail(email, "ACTUAL", ACTUAL_PERCENT),
                _mail(email, "FORECASTED", FORECAST_PERCENT),
            ],
        )


def _mail(email: str, kind: str, percent: int) -> budgets.CfnBudget.NotificationWithSubscribersProperty:
    return budgets.CfnBudget.NotificationWithSubscribersProperty(
        notification=budgets.CfnBudget.NotificationProperty(
            notification_type=kind, comparison_operator="GREATER_THAN", threshold=percent, threshold_type="PERCENTAGE"
        ),
        subscribers=[budgets.CfnBudget.SubscriberProperty(subscription_type="EMAIL", address=email)],
    )
