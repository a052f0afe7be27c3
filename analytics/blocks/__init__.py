"""Blocks: a finding, one picture that proves it, its reading and its table; one file each."""

from analytics.blocks.block import Block, Picture, Tile

__all__ = ["Block", "Picture", "Tile"]
