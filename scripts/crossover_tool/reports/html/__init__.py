"""A report as one HTML file that loads nothing: read without JavaScript, judged again with it."""
