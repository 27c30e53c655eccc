"""Review: what people did to a visualisation (events), where it is kept (the log), and what follows from it (the fold).

`fold` turns a log into a `Standing`; `rules.refusal` says who may do what."""
