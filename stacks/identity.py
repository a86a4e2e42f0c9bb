"""What a function is told that has to know who somebody is."""

from stacks.sign_in import AgentTokens


def identity_environment(
    *, table: str, public_url: str, edge_secret: str, sites: str, tokens: AgentTokens
) -> dict[str, str]:
    """``sites`` is the JSON of the sites as the functions read it, ``edge_secret`` the secret's ARN."""
    return {
        "TABLE_NAME": table,
        "PUBLIC_URL": public_url,
        "EDGE_SECRET": edge_secret,
        "SITES": sites,
        "AGENT_ISSUER": tokens.issuer,
        "AGENT_KEYS_URL": tokens.keys_url,
        "AGENT_CLIENT_ID": tokens.client_id,
    }
