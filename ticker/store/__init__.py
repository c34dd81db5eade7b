"""The log in Redis. The only package that imports redis."""
