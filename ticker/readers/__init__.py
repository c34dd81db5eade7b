"""Readers join: the door, the gate, admission, sockets, streams, and what is read by plain GET."""
