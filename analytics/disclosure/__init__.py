"""What may be shown of small counts: the gate, and the arithmetic that shows what an outsider can work out."""

from analytics.disclosure.gate import (
    FLOOR,
    NO_DATA,
    WITHHELD,
    Policy,
    ProtectedCube,
    ProtectedTable,
    Status,
    protect,
    protect_cube,
    reopened,
    tabulate,
)
from analytics.disclosure.suppression import attack_bounds

__all__ = [
    "FLOOR",
    "NO_DATA",
    "WITHHELD",
    "Policy",
    "ProtectedCube",
    "ProtectedTable",
    "Status",
    "attack_bounds",
    "protect",
    "protect_cube",
    "reopened",
    "tabulate",
]
