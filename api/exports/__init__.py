"""The lists that offices want back."""
