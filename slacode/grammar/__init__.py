"""TEXT: the grammar, the parser, the tree, the words for mistakes, and the formatter."""
