import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
# libpq reads it. A page that waits longer is broken; commands (migrate, import) have no such limit. Compiling a query (jit) pays for
# reports that run for seconds: it made one search in ten take ten times as long.
os.environ.setdefault("PGOPTIONS", "-c statement_timeout=5s -c jit=off")
application = get_wsgi_application()
