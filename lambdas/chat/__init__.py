"""The conversation between visitors and agents: handler, service, pure rules, and a store of its own."""
