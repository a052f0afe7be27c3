"""What may be told of small counts: the gate, and the arithmetic that shows what an outsider can work out."""

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
    tabulate,
)
from analytics.disclosure.noise import cell_key_noise, perturbation_table
from analytics.disclosure.suppression import attack_bounds, dominance_rule, p_percent_rule, threshold_rule

__all__ = [
    "FLOOR",
    "NO_DATA",
    "WITHHELD",
    "Policy",
    "ProtectedCube",
    "ProtectedTable",
    "Status",
    "attack_bounds",
    "cell_key_noise",
    "dominance_rule",
    "p_percent_rule",
    "perturbation_table",
    "protect",
    "protect_cube",
    "tabulate",
    "threshold_rule",
]
