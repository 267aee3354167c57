"""Logs on Apache Spark: the same readers, conditions and clocks, with the cases spread over many machines.

The way of the data: `parts` says what each task reads; `reading` reads it there into canonical rows; `dialect` turns
the conditions into Spark's SQL; Spark brings the rows of each case together, in order; `cases` cuts batches of them
where they are and looks at each; `log` is the door. `session` starts Spark, or takes the session that is there;
`installed` is asked before any of these is imported.
"""
