# One image for the web and the worker process; compose.yaml says which it is.
FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/caseround STATIC_ROOT=/srv/caseround/static
RUN useradd --system --home /srv/caseround caseround && mkdir -p /srv/caseround /var/caseround && chown caseround /srv/caseround /var/caseround
WORKDIR /srv/caseround/app
COPY requirements.txt .
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements.txt
COPY --chown=caseround . .
USER caseround
# A key of its own for the build step only: collectstatic signs nothing.
RUN CASEROUND_MODE=production SECRET_KEY=build-step-only-never-used-to-sign-anything-at-all-000 SITE_URL=https://build.invalid \
    ALLOWED_HOSTS=build.invalid DATABASE_URL=postgres://nobody@nowhere/none python manage.py collectstatic --noinput
EXPOSE 8000
CMD ["gunicorn", "network.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", "--preload", "--no-control-socket", "--limit-request-line", "8190"]
