"""The language server: what ``check`` says, and what the deck knows, while somebody writes."""
