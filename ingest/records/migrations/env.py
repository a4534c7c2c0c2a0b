"""How Alembic runs here: on the connection, and inside the transaction, that `migrate` opened."""

from alembic import context

from ingest.records.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
