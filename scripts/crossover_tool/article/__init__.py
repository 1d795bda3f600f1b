"""The article in figures: observations, and the sentences of docs/ARTICLE.md that figures make."""
