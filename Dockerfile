# Any image with Python 3.13 at /usr/local and a Debian below it, such as the official one.
ARG BASE=python:3.13-slim

FROM ${BASE} AS build
# Where pip finds the wheels; without them it asks its default index.
ARG PIP_NO_INDEX
ARG PIP_FIND_LINKS
WORKDIR /app
COPY requirements.txt ./
# Wheels alone: an sdist would need a compiler and build tools that no hash locks.
RUN python -m venv --without-pip /venv \
    && python -m pip --python /venv/bin/python install --quiet --no-cache-dir --only-binary :all: --require-hashes -r requirements.txt
ENV PATH=/venv/bin:$PATH
COPY . .
RUN SECRET_KEY=only-for-this-step-and-kept-nowhere DATABASE_URL=sqlite:///:memory: \
    python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q . \
    && mkdir media

FROM ${BASE}
# The base's pip has no work here.
RUN python -m pip uninstall --yes --quiet --root-user-action ignore pip setuptools wheel
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
COPY --from=build --chown=10001:10001 /app/media /app/media
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "--config", "portal/gunicorn.conf.py", "portal.wsgi"]
