"""Checks of a running deployment, from outside: what no emulator and no template test can hold."""
