"""Pictures of the page, as HTML and SVG in its own colours, without a script."""
