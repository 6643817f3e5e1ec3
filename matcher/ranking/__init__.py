"""Numbers in, numbers out: profiles, hard rules, features and the ranking model. Pure."""
