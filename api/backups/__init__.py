"""Backups: every table as lines of text, compressed, sealed chunk by chunk, and back again on either store.

``sealed_file`` seals a stream of bytes, ``rows`` reads and writes tables in a form that both stores know, ``archive``
puts the two together in a file, ``loading`` fills a database in one transaction, ``keeping`` says which files are kept.
"""
