"""Every message between browser and server, and the only parser of what a client sends."""
