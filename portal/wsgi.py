import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
# libpq reads it. A page that waits longer is broken; commands (migrate, import) have no such limit.
os.environ.setdefault("PGOPTIONS", "-c statement_timeout=5s")
application = get_wsgi_application()
