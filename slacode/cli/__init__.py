"""The command line: `main` finds the commands, one file each, and `common` holds what they share."""
