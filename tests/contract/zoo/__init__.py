"""A provider that keeps to its specification, and many that are each wrong in one way."""
