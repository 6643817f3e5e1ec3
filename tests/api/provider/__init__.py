"""Signing in by the office's own sign-in, against a small real one on loopback."""
