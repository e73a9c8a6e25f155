"""What makes the generated parts of the project: tables, record, docs."""
