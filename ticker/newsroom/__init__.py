"""Correspondents write: keys, drafts, acts, problems."""
