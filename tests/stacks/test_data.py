"""What outlives a release."""

from pathlib import Path

import pytest

from lambdas.identity.people import OPERATOR
from tests.stacks.conftest import EXAMPLE, synthesized
from tests.stacks.template import Template


@pytest.fixture(scope="module")
def unrecoverable(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return synthesized(EXAMPLE + "recovery_days = 0", tmp_path_factory.mktemp("unrecoverable"))["data"]


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
    assert kept == {
        "AWS::DynamoDB::Table": "Retain",
        "AWS::Cognito::UserPool": "Retain",
        "AWS::SecretsManager::Secret": "Retain",
    }
    assert data.only("AWS::DynamoDB::Table")["DeletionProtectionEnabled"] is True
    assert data.only("AWS::Cognito::UserPool")["DeletionProtection"] == "ACTIVE"


def test_the_ids_of_what_is_kept_never_change(data: Template) -> None:
    """Another id would be a new, empty table or user pool beside the old one."""
    assert list(data.of("AWS::DynamoDB::Table")) == ["Chat26DEB33F"]
    assert list(data.of("AWS::Cognito::UserPool")) == ["Agents8DC46436"]


def test_only_the_operator_makes_agents(data: Template) -> None:
    pool = data.only("AWS::Cognito::UserPool")
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] >= 15


def test_a_second_factor_is_asked_of_every_account_of_the_pool(data: Template) -> None:
    pool = data.only("AWS::Cognito::UserPool")
    assert (pool["MfaConfiguration"], pool["EnabledMfas"]) == ("ON", ["SOFTWARE_TOKEN_MFA"])


def test_an_operator_can_do_without_a_second_factor(tmp_path: Path) -> None:
    data = synthesized(EXAMPLE + "\n[agents]\nsecond_factor = false\n", tmp_path)["data"]
    assert data.only("AWS::Cognito::UserPool")["MfaConfiguration"] == "OFF"


def test_each_site_has_its_groups_and_its_supervisors_and_the_operator_belongs_to_none(data: Template) -> None:
    groups = {group["GroupName"] for group in data.of("AWS::Cognito::UserPoolGroup").values()}
    of_sites = {"shop.service", "shop.sales", "shop.supervisor", "blog.editors", "blog.supervisor"}
    assert groups == of_sites | {OPERATOR}


def test_the_sign_in_page_has_a_name_that_no_other_customer_has(data: Template) -> None:
    prefix = data.only("AWS::Cognito::UserPoolDomain")["Domain"]["Fn::Join"][1]
    assert prefix == ["tresen-", {"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]}]


def test_what_was_deleted_can_be_restored_for_a_week_unless_the_operator_says_otherwise(data: Template) -> None:
    recovery = data.only("AWS::DynamoDB::Table")["PointInTimeRecoverySpecification"]
    assert recovery == {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 7}


def test_an_operator_can_do_without_recovery(unrecoverable: Template) -> None:
    recovery = unrecoverable.only("AWS::DynamoDB::Table")["PointInTimeRecoverySpecification"]
    assert recovery == {"PointInTimeRecoveryEnabled": False}


def test_what_is_kept_is_protected_against_deletion(data: Template) -> None:
    assert data.only("AWS::DynamoDB::Table")["DeletionProtectionEnabled"] is True
    assert data.only("AWS::Cognito::UserPool")["DeletionProtection"] == "ACTIVE"


def test_a_release_may_be_deleted_as_a_whole_but_for_its_files(service: Template) -> None:
    """Hashed files of a deleted deployment harm nobody, and CloudFormation deletes no bucket that is not empty."""
    kept = {it["Type"] for it in service.resources.values() if it.get("DeletionPolicy") == "Retain"}
    assert kept == {"AWS::S3::Bucket"}
    assert {it.get("DeletionPolicy") for it in service.resources.values() if "Table" in it["Type"]} == {"Delete"}


def test_nothing_is_stored_in_clear(templates: dict[str, Template]) -> None:
    """DynamoDB always encrypts: with a key of the account's, whose use the account can see, since the table says so.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html
    """
    service, data = templates["service"], templates["data"]
    assert data.only("AWS::DynamoDB::Table")["SSESpecification"] == {"SSEEnabled": True}
    assert all(bucket["BucketEncryption"] for bucket in service.of("AWS::S3::Bucket").values())
    assert service.only("AWS::SNS::Topic")["KmsMasterKeyId"]


def test_nothing_is_moved_in_clear(service: Template) -> None:
    policies = [*service.of("AWS::S3::BucketPolicy").values(), *service.of("AWS::SNS::TopicPolicy").values()]
    assert len(policies) == 3
    for policy in policies:
        statements = policy["PolicyDocument"]["Statement"]
        insecure = {"Bool": {"aws:SecureTransport": "false"}}
        assert [it["Effect"] for it in statements if it.get("Condition") == insecure] == ["Deny"]
