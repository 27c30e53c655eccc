"""What every request passes through before a route answers it: limits, security headers, origins, addresses, encodings."""
