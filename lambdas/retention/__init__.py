"""The retention sweep: what has expired is deleted, by one table of rules, whatever time to live has done."""
