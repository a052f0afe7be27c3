"""Towns drawn at random, whose truth is known."""

import numpy as np
import pytest

from tests.calibration import towns


@pytest.fixture
def study():
    """Draw a study from a seed: see ``towns.study``."""

    def draw(seed, **given):
        return towns.study(np.random.default_rng(seed), **given)

    return draw
