"""What the templates keep when their stack is deleted is what ``python -m cli remains`` can explain."""

from cli.remains import WHY
from tests.stacks.template import Template


def test_whatever_is_kept_has_a_reason(own_name_templates: dict[str, Template]) -> None:
    resources = [resource for template in own_name_templates.values() for resource in template.resources.values()]
    kept = {resource["Type"] for resource in resources if resource.get("DeletionPolicy") == "Retain"}
    assert kept == set(WHY)
