"""Statistics as pure functions over plain numbers. Nothing here knows of files, benches or
charts."""
