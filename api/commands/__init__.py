"""The command line, one file a kind of work; the operator's role, audited by operating-system user."""
