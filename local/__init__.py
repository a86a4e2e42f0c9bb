"""Tresen on one machine: the synthesized templates in MiniStack, behind an edge that does CloudFront's part."""
