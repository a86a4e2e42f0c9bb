"""Whether the deployment answers."""
