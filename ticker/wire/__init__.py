"""Bytes: what goes over a reader's socket. Pure, without I/O."""
