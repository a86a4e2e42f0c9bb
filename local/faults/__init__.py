"""Faults on purpose, repeatable by a seed: of frames, of functions, of the table and of ``@connections``."""
