"""The Valkey that a service starts for itself, on a data directory."""
