"""Agents are added, disabled and listed in the deployment's user pool."""

import json
from typing import Any

import boto3
import pytest

from cli.__main__ import main
from tests.unit.cli.conftest import Gateway

pytestmark = pytest.mark.usefixtures("account", "settings")
Capture = pytest.CaptureFixture[str]


def listed(capsys: Capture) -> dict[str, dict[str, Any]]:
    capsys.readouterr()
    assert main(["agents", "list", "--json"]) == 0
    return {agent["email"]: agent for agent in json.loads(capsys.readouterr().out)}


def test_an_added_agent_is_listed_with_its_groups(capsys: Capture) -> None:
    assert main(["agents", "add", "anna@example.com", "--group", "shop.sales", "--group", "shop.supervisor"]) == 0
    anna = listed(capsys)["anna@example.com"]
    assert anna["groups"] == ["shop.sales", "shop.supervisor"]
    assert anna["enabled"] is True


def test_adding_again_adds_groups_and_enables(capsys: Capture) -> None:
    main(["agents", "add", "bert@example.com", "--group", "shop.sales"])
    main(["agents", "disable", "bert@example.com"])
    assert main(["agents", "add", "bert@example.com", "--group", "shop.service"]) == 0
    bert = listed(capsys)["bert@example.com"]
    assert bert["groups"] == ["shop.service", "shop.sales"]
    assert bert["enabled"] is True


def test_an_account_is_found_by_its_username_too(capsys: Capture) -> None:
    main(["agents", "add", "carla@example.com", "--group", "shop.sales"])
    username = listed(capsys)["carla@example.com"]["username"]
    assert main(["agents", "add", username, "--group", "shop.service"]) == 0
    assert listed(capsys)["carla@example.com"]["groups"] == ["shop.service", "shop.sales"]


def test_a_group_that_no_site_has_is_wrong_use_and_changes_nothing(capsys: Capture) -> None:
    assert main(["agents", "add", "dora@example.com", "--group", "shop.sales", "--group", "shop.nobody"]) == 2
    assert "shop.nobody: expected one of the groups shop.service, shop.sales" in capsys.readouterr().err
    assert "dora@example.com" not in listed(capsys)


def test_the_operators_group_is_one_of_no_site(capsys: Capture) -> None:
    assert main(["agents", "add", "otto@example.com", "--group", "operator"]) == 0
    assert listed(capsys)["otto@example.com"]["groups"] == ["operator"]
    assert main(["agents", "add", "otto@example.com", "--group", "shop.operator"]) == 2
    assert "shop.supervisor, operator" in capsys.readouterr().err


def test_a_name_that_is_neither_an_account_nor_an_address_is_wrong_use(capsys: Capture) -> None:
    assert main(["agents", "add", "nobody", "--group", "shop.sales"]) == 2
    assert "nobody: expected an e-mail address" in capsys.readouterr().err


def test_disabling_nobody_fails(capsys: Capture) -> None:
    assert main(["agents", "disable", "nobody@example.com"]) == 1
    assert "there is no agent nobody@example.com" in capsys.readouterr().err


def test_disabling_ends_the_agent_s_connections_and_nobody_else_s(
    capsys: Capture, account: dict[str, str], gateway: Gateway
) -> None:
    main(["agents", "add", "emil@example.com", "--group", "shop.sales"])
    emil = listed(capsys)["emil@example.com"]["agent_id"]
    dynamodb = boto3.client("dynamodb", region_name="eu-central-1")
    rows = {("group#shop.sales", "emil-1"): emil, ("group#shop.service", "emil-1"): emil}
    rows |= {("group#shop.supervisor", "emil-2"): emil, ("group#shop.sales", "frida-1"): "frida"}
    for (pk, connection_id), agent_id in rows.items():
        item = {"pk": {"S": pk}, "sk": {"S": f"connection#{connection_id}"}, "agent_id": {"S": agent_id}}
        dynamodb.put_item(TableName=account["ChatTable"], Item=item)
    gateway.deleted.clear()
    gateway.gone.add("emil-1")

    assert main(["agents", "disable", "emil@example.com", "--json"]) == 0

    assert json.loads(capsys.readouterr().out) == {"agent": "emil@example.com", "connections_ended": 2}
    assert gateway.deleted == {"emil-1", "emil-2"}
    left = dynamodb.scan(TableName=account["ChatTable"])["Items"]
    assert [item["sk"]["S"] for item in left] == ["connection#frida-1"]
    assert listed(capsys)["emil@example.com"]["enabled"] is False
