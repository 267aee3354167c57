"""What every part may stand on, and what knows nothing of agreements: files that appear whole, and what is kept."""
