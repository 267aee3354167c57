"""What `slacode init` writes: a policy for a small help desk, and a log to try it on."""
