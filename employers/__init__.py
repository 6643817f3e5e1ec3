"""Who hires: the registry, its openings, and the reference tables that every list speaks of."""
