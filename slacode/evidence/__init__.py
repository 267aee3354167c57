"""Evidence: a folder that holds all that an evaluation was made of and came to, and the proof that it still does.

`manifest` says what a folder holds, `writing` fills one, `verifying` works it out once more and compares.
"""
