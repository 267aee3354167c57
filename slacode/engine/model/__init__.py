"""What an agreement says: pydantic models, frozen and exact, with no reading or writing of their own."""
