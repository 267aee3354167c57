"""What an editor asks of policies: pure functions of a snapshot of their texts, a place, and what is known of them.

`server.py` alone speaks the Language Server Protocol; everything else knows neither it nor any file.
"""
