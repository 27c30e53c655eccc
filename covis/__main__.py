"""`python -m covis`, the same as `covis`."""

import sys

try:
    from covis.cli import main
except KeyboardInterrupt:  # Ctrl-C while it is still loading
    sys.exit(130)

main()
