"""How Alembic runs the migrations: in the transaction of who opens the journal, which it finds in its configuration.

To write the next one, see « Field of the journal » in ARCHITECTURE.md.
"""

from alembic import context

from data.journal.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite changes a column by writing its table anew.
    render_as_batch=True,
)
context.run_migrations()
