"""Random numbers: the generator, the distributions, and what is made of them."""
