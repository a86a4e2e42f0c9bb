"""All rules: for each promise, what could break it."""

from typing import Final

from cli.audit.findings import Rule
from cli.audit.rules.accounts import ACCOUNT_RULES
from cli.audit.rules.apis import API_RULES
from cli.audit.rules.behaviours import BEHAVIOUR_RULES
from cli.audit.rules.buckets import BUCKET_RULES
from cli.audit.rules.chat import CHAT_RULES
from cli.audit.rules.declared import DECLARED_RULES
from cli.audit.rules.edge import EDGE_RULES
from cli.audit.rules.erasure import ERASURE_RULES
from cli.audit.rules.events import EVENT_RULES
from cli.audit.rules.functions import FUNCTION_RULES
from cli.audit.rules.kept import KEPT_RULES
from cli.audit.rules.known import KNOWN_RULES
from cli.audit.rules.own import OWN_RULES
from cli.audit.rules.queues import QUEUE_RULES
from cli.audit.rules.reach import REACH_RULES
from cli.audit.rules.reports import REPORT_RULES
from cli.audit.rules.sweep import SWEEP_RULES
from cli.audit.rules.tables import TABLE_RULES
from cli.audit.rules.usage import USAGE_RULES

RULES: Final[tuple[Rule, ...]] = (
    *EDGE_RULES,
    *BEHAVIOUR_RULES,
    *BUCKET_RULES,
    *CHAT_RULES,
    *API_RULES,
    *FUNCTION_RULES,
    *ERASURE_RULES,
    *TABLE_RULES,
    *KEPT_RULES,
    *SWEEP_RULES,
    *REPORT_RULES,
    *DECLARED_RULES,
    *KNOWN_RULES,
    *OWN_RULES,
    *ACCOUNT_RULES,
    *REACH_RULES,
    *QUEUE_RULES,
    *EVENT_RULES,
    *USAGE_RULES,
)
