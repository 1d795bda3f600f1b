"""Views: each way of looking at results is one module here, found by walking the package.

A module defines one or more `View` classes (`view.py` says what one is); that is all it takes for
its finding, sentences, charts, tables and JSON to stand in report.md, in the terminal and in
`--json` alike.
"""
