"""Error reports: taken as Sentry's envelopes, scrubbed, kept for less than 30 days, read by those who mend."""
