"""A published entry goes to every reader of this process: dispatch, replica, tail, hub, group."""
