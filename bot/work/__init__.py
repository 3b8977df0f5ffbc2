"""When it is done: the job dispatcher and the worker pool. Takes callables and knows no use case.

Import from `bot.work.jobs` and `bot.work.pool`: this file stays empty, because worker processes run it too
and need nothing but their own task.
"""
