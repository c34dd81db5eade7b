"""One process's readers: the listener, the tails, the pump."""
