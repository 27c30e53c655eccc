"""Who is looking at the page: sign-in, the provider's claims, and the visitor's rights."""
