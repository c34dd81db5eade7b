"""A connection becomes a reader: accept, takeover, admission, join. And what is read by plain GET."""
