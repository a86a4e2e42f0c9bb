"""Documents for the operator, made from what this deployment is: privacy notice and record of processing."""
