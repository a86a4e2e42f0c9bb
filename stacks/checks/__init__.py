"""Three checkers over the templates of three settings files, and the reason for whatever they find.

cdk-nag sees the constructs while they are synthesized, cfn-lint and checkov the templates. All that they say is matched
against ``acknowledgements.toml``: what has no reason there fails the build, and so does a reason that nothing needs.
"""
