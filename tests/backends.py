"""Which ways to confine code the tests try, and as whom."""

from __future__ import annotations

import os

from sandbox.isolation import BACKENDS, facts

TRIED = tuple(name for name in BACKENDS if os.environ.get("CI") or facts(name).usable)
"""In CI all of them: there, one that is missing is a failure."""
ORDINARY = 64999
USERS = {"root": 0, "user": ORDINARY} if os.geteuid() == 0 else {"user": os.getuid()}
"""Without root's rights the tests run as who we are; CI runs the suite as both."""
