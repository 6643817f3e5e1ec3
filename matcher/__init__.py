"""Who looks for work, what they can do, and what suits them."""
