"""Occupations, places, pay, licences and tax codes: dated tables and the words that mean them. Pure."""
