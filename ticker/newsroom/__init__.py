"""What correspondents and editors send: sessions, drafts, filings, and why one is refused."""
