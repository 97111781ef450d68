"""Everything that is Anki's own: note types with their templates and CSS."""
