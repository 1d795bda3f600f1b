"""Statistics as pure functions over plain numbers; nothing knows of files or charts."""
