"""Every setting, from the environment alone. README lists each variable; `network.shell.checks` refuses bad combinations.

Three modes: `demo` (one box, invented people, loopback), `production`, and `test`. Nothing here is decided by a host name
or by the presence of a file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from network.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

MODE = env.choice("CASEROUND_MODE", ("demo", "production", "test"), "production")
DEMO = MODE == "demo"
TESTING = MODE == "test"
PRODUCTION = MODE == "production"
DEBUG = env.switch("DEBUG", default=False)
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))

# A missing key must not become a known key: checks.E002 stops a production start without one.
SECRET_KEY = env.text("SECRET_KEY", "" if PRODUCTION else "demonstration-only-not-a-secret-" + "0" * 32)
SITE_URL = env.text("SITE_URL", "" if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", [] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS", [SITE_URL] if SITE_URL else [])
# Shows the current second-factor code of the demonstration's staff beside the log-in form. Refused outside the demo.
DEMO_SHOW_CODES = env.switch("DEMO_SHOW_CODES", default=DEMO)
SITE_NAME = "Caseround"

INSTALLED_APPS = [
    "network.shell",
    "search",
    "network.membership",
    "network.forum",
    "cases",
    "cms",
    "network.demo",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "network.membership.wagtail_users.CaseroundUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "network.shell.middleware.policy_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "network.membership.origin.remember_request",
    "network.membership.middleware.second_factor_gate",
    "network.membership.middleware.changed_rules",
    "network.shell.held.held_text",
    "network.shell.middleware.BusyDatabase",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "network.urls"
WSGI_APPLICATION = "network.wsgi.application"
FORM_RENDERER = "network.shell.forms.HouseRenderer"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "network" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "network.shell.context.site",
                "network.membership.context.demo_code",
            ],
            "builtins": ["network.shell.templatetags.shell"],
        },
    }
]

# --- data ---------------------------------------------------------------------------------------------------------
DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'caseround.sqlite3'}")
_database: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
try:
    if DATABASE_URL.split("://")[0] not in ("postgres", "postgresql", "sqlite"):
        raise ValueError
    _database = environ.Env.db_url_config(DATABASE_URL)
except ValueError:
    env.misread["DATABASE_URL"] = "postgres://user:password@host/name, or nothing for SQLite"
DATABASES = {"default": _database}
if _database["ENGINE"].endswith("sqlite3"):
    # WAL with deferred transactions loses writes to "database is locked" under light concurrency; IMMEDIATE loses none.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    _database["CONN_MAX_AGE"] = env.number("CONN_MAX_AGE", 60)
    _database["CONN_HEALTH_CHECKS"] = True
    # A page gives up before its reader does. Migrations may take longer: compose.yaml's setup switches it off (0).
    _statement = env.number("DATABASE_STATEMENT_TIMEOUT", 5_000 if PRODUCTION else 60_000)  # milliseconds
    _database.setdefault("OPTIONS", {})["options"] = (
        f"-c statement_timeout={_statement} -c lock_timeout=2000 -c idle_in_transaction_session_timeout=30000"
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits live in the cache: a per-process cache would multiply every limit by the number of workers.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if not PRODUCTION
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}
}
TASKS_MODE = env.choice("TASKS", ("immediate", "database"), "database" if PRODUCTION else "immediate")
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend"
        if TASKS_MODE == "database"
        else "django_tasks.backends.immediate.ImmediateBackend",
    }
}

# --- search (design 5.4 to 5.6) -----------------------------------------------------------------------------------
ELASTICSEARCH_URL = env.text("ELASTICSEARCH_URL")
ELASTICSEARCH_INDEX_PREFIX = env.text("ELASTICSEARCH_INDEX_PREFIX", "caseround-")
ELASTICSEARCH_API_KEY = env.text("ELASTICSEARCH_API_KEY")
SEARCH_FTS5_PATH = Path(env.text("SEARCH_FTS5_PATH", str(VAR_DIR / "search.sqlite3")))

# --- mail ---------------------------------------------------------------------------------------------------------
EMAIL_URL = env.text("EMAIL_URL")
try:
    vars().update(environ.Env.email_url_config(EMAIL_URL or f"filemail:///{VAR_DIR / 'mail'}"))
except (ImproperlyConfigured, KeyError, ValueError):
    env.misread["EMAIL_URL"] = "smtp://user:password@host:587"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Caseround <no-reply@caseround.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- people and log-in --------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "membership.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ANONYMOUS_USER_NAME = None  # guardian would otherwise create an active "AnonymousUser" row that turns up in lists
GUARDIAN_RAISE_403 = False

ACCOUNT_ADAPTER = "network.membership.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "network.membership.forms.ApplicationSignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False  # mail scanners follow links
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if not PRODUCTION else "https"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_CHANGE_EMAIL = True  # one person, one address: a new one waits until it is confirmed
_FORMS = "network.membership.login_forms."
ACCOUNT_FORMS = {
    "login": f"{_FORMS}LoginForm",
    "signup": f"{_FORMS}SignupForm",
    "add_email": f"{_FORMS}AddEmailForm",
    "change_password": f"{_FORMS}ChangePasswordForm",
    "set_password": f"{_FORMS}SetPasswordForm",
    "reset_password": f"{_FORMS}ResetPasswordForm",
    "reset_password_from_key": f"{_FORMS}ResetPasswordKeyForm",
    "reauthenticate": f"{_FORMS}ReauthenticateForm",
}
MFA_ADAPTER = "network.membership.mfa_adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": f"{_FORMS}AuthenticateForm",
    "reauthenticate": f"{_FORMS}ReauthenticateCodeForm",
    "activate_totp": f"{_FORMS}ActivateTOTPForm",
    "deactivate_totp": f"{_FORMS}DeactivateTOTPForm",
    "add_webauthn": f"{_FORMS}AddWebAuthnForm",
    "edit_webauthn": f"{_FORMS}EditWebAuthnForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 1 if PRODUCTION else 0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

# --- security (knowledge/security.md section 6; asserted in tests/architecture/test_security_settings.py) ----------
SECURE_SSL_REDIRECT = PRODUCTION and env.switch("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
# The "__Host-" prefix needs Secure cookies, so plain-HTTP set-ups (demo, process tests) use plain names.
SECURE_COOKIES = PRODUCTION and env.switch("SECURE_COOKIES", default=True)
SESSION_COOKIE_NAME = "__Host-sid" if SECURE_COOKIES else "sid"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE_COOKIES else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_FAILURE_VIEW = "network.shell.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000  # Wagtail's StreamField editor posts several hundred; forms elsewhere post under 100
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_PERMISSIONS = 0o640

_STRICT = {
    "default-src": [NONE],
    "script-src": [SELF, NONCE],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "manifest-src": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _STRICT}
# Wagtail's editor writes inline scripts and styles; it is reachable only by staff with a second factor.
CMS_CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **_STRICT,
        "script-src": [SELF, "'unsafe-inline'", "'unsafe-eval'"],
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
    }
}

# --- files --------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "network" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION

# --- language and time --------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"  # display; storage is UTC because USE_TZ is on

# --- Wagtail ------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_AUTOSAVE_INTERVAL = 0
# Remarks beside a field are kept with the page and pass no identifier check: editors write them in the approval's comment.
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "csv"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10_000_000
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.uploads.CheckedDocumentForm"
WAGTAILDOCS_DOCUMENT_MODEL = "cms.HouseDocument"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.uploads.CheckedImageForm"
WAGTAILIMAGES_IMAGE_MODEL = "cms.HouseImage"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 30_000_000
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 8_000_000
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.publishing.publish_approved"
WAGTAIL_I18N_ENABLED = False
TAGGIT_CASE_INSENSITIVE = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": not TESTING}}

# --- logging: kinds and counts, never bodies ------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "network.shell.errors.SilentFormatter", "format": "{asctime} {levelname} {name} {message}", "style": "{"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["console"],
        "level": env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), "WARNING"),
    },
    "loggers": {
        "wagtail": {"level": "WARNING"},  # at INFO it logs page titles
        "elastic_transport": {"level": "ERROR"},
    },
}
DEFAULT_EXCEPTION_REPORTER = "network.shell.errors.SilentReporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "network.shell.errors.SilentFilter"
MISREAD_VARIABLES = env.misread  # network.shell.checks reports each
