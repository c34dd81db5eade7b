"""Readers join: the gate, admission, sockets, streams, and what is read by plain GET."""
