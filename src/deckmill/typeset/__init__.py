"""How wide a formula gets, and where it may break: known without a browser, from the fonts."""
