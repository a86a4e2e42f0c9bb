"""The console as a client of the user pool."""

from tests.stacks.template import Template


def test_agents_sign_in_by_code_and_without_a_secret(service: Template) -> None:
    client = service.only("AWS::Cognito::UserPoolClient")
    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["AllowedOAuthScopes"] == ["openid"]
    assert client["GenerateSecret"] is False
    assert client["PreventUserExistenceErrors"] == "ENABLED"


def test_the_sign_in_page_sends_agents_back_to_the_console_only(service: Template) -> None:
    client = service.only("AWS::Cognito::UserPoolClient")
    console = ["https://<EdgeDistribution.DomainName>/console/"]
    assert [service.text(url) for url in client["CallbackURLs"]] == console
    assert [service.text(url) for url in client["LogoutURLs"]] == console


def test_tokens_are_short_lived_rotated_and_revoked(service: Template) -> None:
    client = service.only("AWS::Cognito::UserPoolClient")
    assert set(client["TokenValidityUnits"].values()) == {"minutes"}
    assert (client["AccessTokenValidity"], client["RefreshTokenValidity"]) == (60, 12 * 60)
    assert client["EnableTokenRevocation"] is True
    assert client["RefreshTokenRotation"]["Feature"] == "ENABLED"
    # Cognito refuses a client that has both.
    assert "ALLOW_REFRESH_TOKEN_AUTH" not in client["ExplicitAuthFlows"]


def test_the_sign_in_page_has_a_style(service: Template) -> None:
    style = service.only("AWS::Cognito::ManagedLoginBranding")
    assert style["UseCognitoProvidedValues"] is True
    assert service.text(style["ClientId"]) == "<SignInConsole>"


def test_the_user_pool_signs_agents_in_and_so_do_the_providers_that_the_operator_names(
    service: Template, own_name_templates: dict[str, Template]
) -> None:
    assert service.only("AWS::Cognito::UserPoolClient")["SupportedIdentityProviders"] == ["COGNITO"]
    client = own_name_templates["service"].only("AWS::Cognito::UserPoolClient")
    assert client["SupportedIdentityProviders"] == ["COGNITO", "Company"]
