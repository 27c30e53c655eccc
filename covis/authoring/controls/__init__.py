"""Controls: what a student moves. One file a kind, over the base in control.py; how each looks is in runtime/controls."""
