"""Who is looking at the page: signing in, the identity provider's claims, and the visitor."""
