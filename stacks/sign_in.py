"""How the console signs agents in: OpenID Connect, code flow with PKCE, no secret."""

from collections.abc import Iterable
from dataclasses import dataclass

from aws_cdk import Duration, Stack
from aws_cdk import aws_cognito as cognito
from constructs import Construct


@dataclass(frozen=True, kw_only=True)
class AgentTokens:
    """How a function knows the access tokens that the console brings."""

    issuer: str
    keys_url: str
    client_id: str


class SignIn(Construct):
    """The console as a client of the user pool, with Cognito's own look of the sign-in page.

    ``identity_providers`` are names of the pool's providers that may sign agents in besides the pool itself.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        agents: cognito.IUserPool,
        console_url: str,
        identity_providers: Iterable[str],
    ) -> None:
        super().__init__(scope, construct_id)
        client = cognito.UserPoolClient(
            self,
            "Console",
            user_pool=agents,
            generate_secret=False,
            # The sign-in page needs none, but with an empty list Cognito falls back to its defaults, and
            # those hold REFRESH_TOKEN_AUTH, which can not be had together with rotation.
            auth_flows=cognito.AuthFlow(user_srp=True),
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[cognito.OAuthScope.OPENID],
                callback_urls=[console_url],
                logout_urls=[console_url],
            ),
            supported_identity_providers=[
                cognito.UserPoolClientIdentityProvider.COGNITO,
                *map(cognito.UserPoolClientIdentityProvider.custom, identity_providers),
            ],
            access_token_validity=Duration.hours(1),
            id_token_validity=Duration.hours(1),
            refresh_token_validity=Duration.hours(12),
            # A browser can not keep a secret: each refresh token is good once (RFC 9700, section 4.14.2), and a
            # little longer for an answer that got lost.
            refresh_token_rotation_grace_period=Duration.seconds(30),
            enable_token_revocation=True,
            prevent_user_existence_errors=True,
        )
        self.tokens = _tokens(agents, client)
        # Without a style the page answers with an error:
        # https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-branding.html
        cognito.CfnManagedLoginBranding(
            self,
            "Style",
            user_pool_id=agents.user_pool_id,
            client_id=self.tokens.client_id,
            use_cognito_provided_values=True,
        )


def _tokens(agents: cognito.IUserPool, client: cognito.IUserPoolClient) -> AgentTokens:
    """https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html"""
    stack = Stack.of(client)
    issuer = f"https://cognito-idp.{stack.region}.{stack.url_suffix}/{agents.user_pool_id}"
    return AgentTokens(issuer=issuer, keys_url=f"{issuer}/.well-known/jwks.json", client_id=client.user_pool_client_id)
