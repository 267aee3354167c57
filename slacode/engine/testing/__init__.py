"""Tests in the language: many small evaluations run as one, and what each expects compared (language reference, 10)."""
