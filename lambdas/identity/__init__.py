"""Who somebody is: a visitor by the proof of a key, an agent by the token of the user pool."""
