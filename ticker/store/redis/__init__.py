"""How a Redis is reached and examined: single, behind Sentinels, as a cluster."""
