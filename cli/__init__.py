"""The operator's tool: ``python -m cli``. The Makefile has its commands too."""
