"""What editors need beside the language server."""
