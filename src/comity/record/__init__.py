"""The bundled record: comity's own tables of facts, with sources."""
