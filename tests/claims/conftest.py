"""What the tests of claims share."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # making_claims.py
