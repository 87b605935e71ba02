"""Tests of what a mock calls by itself."""
