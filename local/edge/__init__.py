"""CloudFront's part of the local run, and what MiniStack's API Gateway leaves out: see each module for the rules."""
