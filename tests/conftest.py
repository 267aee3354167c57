"""How the whole suite is run: property tests try the same examples every time, unless told to explore."""

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True, print_blob=True)
settings.register_profile("explore", print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

for name in ("NO_COLOR", "FORCE_COLOR"):  # what a run colours does not depend on where the tests are run
    os.environ.pop(name, None)
