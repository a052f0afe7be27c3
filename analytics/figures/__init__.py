"""What the screens, the commands and the documents show: the release of a scope, statistics on it, the gate.

One module per subject; each function takes the ``Release`` that it reads first.
"""

from analytics.figures.observatory import Observatory, observe
from analytics.figures.release import Release

__all__ = ["Observatory", "Release", "observe"]
