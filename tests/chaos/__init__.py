"""What is done to the service on purpose: killed, cut off, loaded, fed nonsense; ``make chaos`` prints every figure."""
