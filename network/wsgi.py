"""The WSGI entry point that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network.settings")
application = get_wsgi_application()

from network.shell.checks import refuse_bad_start  # noqa: E402  (needs the settings)

refuse_bad_start()
