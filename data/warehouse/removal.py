"""What the removal of rows changes elsewhere in a draft: populations, and what refers to no row any more."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping

from data.intake.population import residents
from data.warehouse.publish import Draft
from data.warehouse.statements import statements_of

statement = statements_of(__file__)

_LEFTOVERS = (
    "removal/rejections", "removal/address_reviews", "removal/answers", "removal/questions", "removal/waves",
    "removal/categories",
)  # fmt: skip


@contextlib.contextmanager
def removal(draft: Draft) -> Iterator[None]:
    """Let the block remove rows, then count the population of zones anew and remove what they leave behind."""
    draft.connection.execute(statement("removal/population_as_given"))
    yield
    residents.spread(draft.connection)
    for leftover in _LEFTOVERS:
        draft.connection.execute(statement(leftover))
    draft.changed = True


def execute_all(draft: Draft, statements: Iterable[str], parameters: Mapping[str, object]) -> int:
    """Execute statements that remove or restore rows; the number of rows, all together."""
    return sum(draft.connection.execute(text, parameters).fetchall()[0][0] for text in statements)
