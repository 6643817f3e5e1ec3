"""Measured figures of this machine, beside the alternatives: ``noiviec benchmark``."""
