"""Alembic runs this file; `bot.store.migrate` hands it an open, locked transaction."""

from __future__ import annotations

from alembic import context

from bot.store import news_tables as _news_tables  # noqa: F401 - registers its tables
from bot.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
