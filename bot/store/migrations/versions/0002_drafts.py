"""Answers of language models about articles, and the tokens that each team spent on them in a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "drafts",
        sa.Column("enterprise_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("article_id", sa.String(length=64), nullable=False),
        sa.Column("recipe", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "team_id", "article_id"],
            ["articles.enterprise_id", "articles.team_id", "articles.id"],
            name="fk_drafts_articles",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "team_id", "article_id", "recipe", name="pk_drafts"),
    )
    op.create_index("ix_drafts_created_at", "drafts", ["created_at"], unique=False)
    op.create_table(
        "token_days",
        sa.Column("enterprise_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("enterprise_id", "team_id", "day", name="pk_token_days"),
    )
    op.create_index("ix_token_days_day", "token_days", ["day"], unique=False)
