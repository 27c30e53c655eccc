"""The worker process that runs plugins: its client in the server, the process, its tasks, and the fence around plugin code."""
