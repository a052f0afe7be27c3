"""What a meeting keeps of a block: made for those whom the meeting is for, as it is today."""

import logging
import secrets
from collections.abc import Sequence
from datetime import datetime

from analytics.blocks.frozen import frozen
from analytics.blocks.recipe import GONE, Recipe, read, written
from analytics.figures import Observatory, Release
from analytics.text import documents
from data.errors import NothingToFreezeError, OnlyActivityError
from data.journal import Action, FrozenBlock, Meeting, MeetingKind

_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of a code: none is taken for another."""
_LENGTH = 8
_log = logging.getLogger(__name__)


def freeze(
    observatory: Observatory, recipe: Recipe, meeting: Meeting, *, screen: str, address: str, at: datetime
) -> FrozenBlock:
    """Make a block for a meeting; it stands under no point yet.

    Parameters
    ----------
    screen, address : where the block is shown, and what is chosen there.

    Raises
    ------
    NothingToFreezeError : the block does not exist for those whom the meeting is for.
    OnlyActivityError : the meeting is a cellule de veille, and the block counts something else than recorded facts.
    """
    release = Release(observatory, meeting.scope)
    block = recipe.block(release)
    if block is None:
        raise NothingToFreezeError(scope=documents.SCOPES[meeting.scope])
    if meeting.kind is MeetingKind.WATCH and not block.is_activity:
        raise OnlyActivityError
    return FrozenBlock(
        item=0,
        rank=1,
        screen=screen,
        address=address,
        code="".join(secrets.choice(_SIGNS) for _ in range(_LENGTH)),
        scope=meeting.scope,
        snapshot=release.version,
        content=frozen(block) | {"recipe": written(recipe)},
        frozen_at=at,
    )


def freeze_again(
    observatory: Observatory, kept: FrozenBlock, actions: Sequence[Action], meeting: Meeting, *, at: datetime
) -> FrozenBlock | None:
    """Make a block of an earlier meeting for a new one, with today's figures; None where it cannot be any more.

    Parameters
    ----------
    actions : of the journal, as they are today.
    """
    try:
        recipe = read(kept.content["recipe"], actions)
        return freeze(observatory, recipe, meeting, screen=kept.screen, address=kept.address, at=at)
    except GONE:
        _log.warning("frozen block %s is not made again", kept.code, exc_info=True)
        return None
