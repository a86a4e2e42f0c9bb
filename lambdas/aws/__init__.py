"""The few clients and habits that several capabilities share."""
