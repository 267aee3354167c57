"""Following logs that grow: rounds of looking ahead, warnings told once, a journal that survives a kill."""
