"""The points at which facts are tried: edges of formulas, what is sampled and searched for, and what the page shows there."""
