"""The product's settings for the suite: fast hashing, folders of its own. The environment still chooses database and engine."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("CASEROUND_MODE", "test")
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
if "VAR_DIR" not in os.environ:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix=f"caseround-{_worker}-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)
os.environ.setdefault("EMAIL_URL", "memorymail://")
os.environ["ELASTICSEARCH_INDEX_PREFIX"] = f"test-{_worker}-"

from network.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# A file, not memory: the browser tests' server answers from threads, and each needs a connection of its own.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}  # noqa: F405
