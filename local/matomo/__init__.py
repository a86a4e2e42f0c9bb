"""As much of Matomo as the functions ask for, and a page that lists what it was told."""
