"""Facts run to evidence: identities, values, limits, inequalities and checks."""
