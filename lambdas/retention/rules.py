"""How long each kind of row may be kept: the rules as ``stacks`` derives them from ``tresen.toml``."""
