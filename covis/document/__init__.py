"""The document that a page runs and the edition that partners sign: schema, canonical bytes, digests."""
