"""Telling other systems what happened to openings and referrals, by the Standard Webhooks specification.

``signing`` is pure; ``sending`` posts to one address and nowhere else; ``outbox`` finds what happened by comparing and
keeps each message until it is delivered or given up. A message holds a kind of event and codes, never a person:
who receives it asks the API with rights of their own. Referrals are told to their own employer alone.
"""
