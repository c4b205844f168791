"""Engines for tests, which are no part of the product."""
