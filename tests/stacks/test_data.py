"""What outlives a release."""

from tests.stacks.template import Template


def test_the_chat_table_has_the_keys_and_the_index_of_the_data_model(data: Template) -> None:
    table = data.only("AWS::DynamoDB::Table")
    assert [key["AttributeName"] for key in table["KeySchema"]] == ["pk", "sk"]
    (index,) = table["GlobalSecondaryIndexes"]
    assert index["IndexName"] == "by_list"
    assert [key["AttributeName"] for key in index["KeySchema"]] == ["list", "listed"]
    assert index["Projection"] == {"ProjectionType": "ALL"}
    assert table["BillingMode"] == "PAY_PER_REQUEST"


def test_what_has_expired_leaves_the_chat_table_by_itself(data: Template) -> None:
    ttl = data.only("AWS::DynamoDB::Table")["TimeToLiveSpecification"]
    assert ttl == {"AttributeName": "expires_at", "Enabled": True}


def test_no_deletion_of_a_stack_takes_conversations_or_agents_with_it(data: Template) -> None:
    kept = {it["Type"]: it["DeletionPolicy"] for it in data.resources.values() if it.get("DeletionPolicy") is not None}
    assert kept == {"AWS::DynamoDB::Table": "Retain", "AWS::Cognito::UserPool": "Retain"}
    assert data.only("AWS::DynamoDB::Table")["DeletionProtectionEnabled"] is True
    assert data.only("AWS::Cognito::UserPool")["DeletionProtection"] == "ACTIVE"


def test_the_ids_of_what_is_kept_never_change(data: Template) -> None:
    """Another id would be a new, empty table or user pool beside the old one."""
    assert list(data.of("AWS::DynamoDB::Table")) == ["Chat26DEB33F"]
    assert list(data.of("AWS::Cognito::UserPool")) == ["Agents8DC46436"]


def test_only_the_operator_makes_agents(data: Template) -> None:
    pool = data.only("AWS::Cognito::UserPool")
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert pool["EnabledMfas"] == ["SOFTWARE_TOKEN_MFA"]
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] >= 15


def test_each_site_has_its_groups_and_its_supervisors(data: Template) -> None:
    groups = {group["GroupName"] for group in data.of("AWS::Cognito::UserPoolGroup").values()}
    assert groups == {"shop.service", "shop.sales", "shop.supervisor", "blog.editors", "blog.supervisor"}


def test_the_sign_in_page_has_a_name_that_no_other_customer_has(data: Template) -> None:
    prefix = data.only("AWS::Cognito::UserPoolDomain")["Domain"]["Fn::Join"][1]
    assert prefix == ["tresen-", {"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]}]
