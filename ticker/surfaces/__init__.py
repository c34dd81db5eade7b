"""What screens show: their reports, and the receipts of kills."""
