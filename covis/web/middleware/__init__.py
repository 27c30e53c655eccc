"""What every request passes before a route answers it: limits, security headers, origins, addresses, encodings."""
