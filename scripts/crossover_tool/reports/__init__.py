"""Showing an analysis: a terminal table, Markdown, JSON, and the folder that holds the charts."""
