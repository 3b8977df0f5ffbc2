"""What is remembered: tables, migrations, queries."""
