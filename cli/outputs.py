"""``outputs``: what a deployment says of itself."""

from argparse import Namespace

from cli.answer import Answer, Say, table
from cli.deployment import Deployment


def show(deployment: Deployment, _: Namespace, __: Say) -> Answer:
    outputs = dict(sorted(deployment.outputs.items()))
    return Answer(data=outputs, text=table(list(outputs.items())))
