"""What a route, a page and the command line all do the same way: policy, the act itself, the audit trail."""
