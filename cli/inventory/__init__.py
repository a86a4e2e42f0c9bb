"""What this deployment keeps and where it sends anything, out of settings and synthesized templates."""
