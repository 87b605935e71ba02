"""Tests of what asks a provider."""
