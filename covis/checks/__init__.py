"""Rules over a plugin and its document, and facts run to evidence. Importing this package loads no SymPy: the worker runs what is here.

`rules.run_rules(Subject(plugin, document))` gives findings; `facts.run_fact(plugin, k)` gives the evidence of one fact.
"""
