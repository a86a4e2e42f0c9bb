"""``audit``: the promises against the synthesized templates, and against a running account."""
