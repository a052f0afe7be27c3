"""Residents of IRIS, and how they are shared out to the zones that cut across them."""
