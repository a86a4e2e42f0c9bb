"""The contact form: what visitors send when nobody answers, and the inbox in which agents read it."""
