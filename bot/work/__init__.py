"""When it is done: the job queue and the worker processes. Takes callables, knows no use case."""
