"""What the functions of the HTTP API have in common, whoever asks."""
