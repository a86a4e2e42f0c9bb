"""What the law gives a visitor: to know what is kept, to have a copy, to have it deleted."""
