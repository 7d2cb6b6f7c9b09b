"""What flows: frozen data and pure functions over it; no disk, no words, no clock."""
