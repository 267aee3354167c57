"""Reviews of changes to policies.

`sides` and `revisions` read what is compared, `reviewing` says what is to be said of it, `changes` which of it can be
accepted, `jobs` and `comments` meet the services that requests live on.
"""
