"""One file a fault; the registry finds them."""
