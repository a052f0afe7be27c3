"""The DuckDB snapshot: published whole, read many times, never changed."""
