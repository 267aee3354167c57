"""What each promise rests on and whether that can carry it, to be read: as a tree, and as the auditor's matrix."""
