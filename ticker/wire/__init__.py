"""The formats on the wire: WebSocket, server-sent events, JSON objects, problems. Pure."""
