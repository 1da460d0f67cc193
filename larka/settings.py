"""One settings file; everything that differs between installations comes from the environment (docs/operations.md)."""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from larka.accounts.oidc.configuration import identity_providers
from larka.core.configuration import largest_body, proxies, query_seconds, rate_limits, usable
from larka.core.home import home_folder, kept_secret
from larka.core.postgres import database_settings
from larka.core.site import site_address
from larka.invitations.configuration import invitation_days, letter_window
from larka.notices.configuration import bounce_address

usable(os.environ)
BASE_DIR = Path(__file__).resolve().parent.parent
HOME = home_folder(os.environ)
DEMO = os.environ.get("LARKA_DEMO") == "1"
PRODUCTION = os.environ.get("LARKA_PRODUCTION") == "1"
DEBUG = os.environ.get("LARKA_DEBUG") == "1" and not PRODUCTION
SECRET_KEY = os.environ.get("LARKA_SECRET_KEY") or ("" if PRODUCTION else kept_secret(HOME, "secret-key"))
ALLOWED_HOSTS = os.environ.get("LARKA_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
SITE_ADDRESS = site_address(os.environ)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "larka.core",
    "larka.vault",
    "larka.register",
    "larka.audit",
    "larka.access",
    "larka.jobs",
    "larka.accounts",
    "larka.people",
    "larka.invitations",
    "larka.media",
    "larka.notices",
    "larka.records",
    "larka.questionnaires",
    "larka.plans",
    "larka.talks",
    "larka.assessments",
    "larka.privacy",
    "larka.exchange",
    "larka.web",
    "larka.demo",
    *filter(None, os.environ.get("LARKA_TEST_APPS", "").split(",")),
]

MIDDLEWARE = [
    "larka.web.middleware.ProxyMiddleware",
    "larka.web.middleware.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "larka.accounts.middleware.SessionMiddleware",
    "larka.web.middleware.LanguageMiddleware",
    "larka.web.middleware.LimitsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "larka.accounts.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "larka.urls"
WSGI_APPLICATION = "larka.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "larka.web.templating.Templates",
        "DIRS": [
            BASE_DIR / "larka" / app / "templates"
            for app in (
                *("web", "accounts", "jobs", "media", "notices", "records", "questionnaires", "assessments", "plans", "talks"),
                *("people", "privacy", "invitations", "exchange", "demo"),
            )
        ],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "larka.web.jinja.environment",
            "auto_reload": DEBUG,
            "context_processors": ["larka.web.context.page"],
        },
    },
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True},
]

DATABASES = database_settings(os.environ)
QUERY_SECONDS = query_seconds(os.environ)  # in the web workers alone (larka/serving.py): imports and commands take their time
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

AUTH_USER_MODEL = "accounts.User"
SESSION_ENGINE = "larka.accounts.sessions"
SESSION_COOKIE_NAME = "larka_session"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "larka.web.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

AUTHENTICATION_BACKENDS = ["larka.accounts.backends.PasswordBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "larka.accounts.passwords.OwnWordsValidator"},
    {"NAME": "larka.accounts.passwords.RepeatedValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds that the link for a forgotten password holds
# Invitations (B2): how long a code holds, and where a letter has its address.
INVITATION_DAYS = invitation_days(os.environ)
LETTER_WINDOW = letter_window(os.environ)
# The vault (Q3): what was destroyed is written down outside the database; how long the vault's own backups live.
LEDGER_FOLDER = Path(os.environ.get("LARKA_LEDGER") or HOME / "ledger")
BACKUP_TARGET = os.environ.get("LARKA_BACKUP_TARGET", "")
VAULT_BACKUP_DAYS = int(os.environ.get("LARKA_VAULT_BACKUP_DAYS") or 7)
# The municipality's identity providers (docs/adr/0150).
OIDC_PROVIDERS = identity_providers(os.environ)
LOGIN_URL = "/logga-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "larka.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/logga-in/"
# A demo sends nothing: what it would have sent is read at /demo/mail.
EMAIL_BACKEND = "larka.demo.mail.DatabaseBackend" if DEMO else "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("LARKA_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("LARKA_SMTP_PORT") or 25)
EMAIL_HOST_USER = os.environ.get("LARKA_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("LARKA_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("LARKA_SMTP_TLS") == "1"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("LARKA_MAIL_FROM", "larka@localhost")
# Notices (F2): where bounces come back, what sends texts, and the key that a push is signed with (docs/adr/0195–0199).
BOUNCE_ADDRESS = bounce_address(os.environ)
SMS_GATEWAY = os.environ.get("LARKA_SMS_GATEWAY") or ("larka.demo.mail.SmsGateway" if DEMO else "")
VAPID_KEY = os.environ.get("LARKA_VAPID_KEY", "")
PUSH_TEST_SERVER = ""  # the tests' own
MFA_ADAPTER = "larka.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # keys work on http://localhost
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "larka.accounts.forms.SecondStepForm",
    "activate_totp": "larka.accounts.forms.AppForm",
    "add_webauthn": "larka.accounts.forms.KeyForm",
    "authenticate_webauthn": "larka.accounts.forms.SecondStepKeyForm",
}
# What is counted or may be used once is so for all processes: in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
ACCOUNT_RATE_LIMITS = False  # what fails is counted by larka.accounts.limits

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Svenska")), ("en", _("Engelska"))]
LOCALE_PATHS = [BASE_DIR / "larka" / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS: list[Path] = []
STATICFILES_FINDERS = ["larka.web.built.BuiltFilesFinder", "django.contrib.staticfiles.finders.AppDirectoriesFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or os.environ.get("LARKA_TESTING") == "1"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site has use for our files
WHITENOISE_USE_FINDERS = DEBUG or os.environ.get("LARKA_TESTING") == "1"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "media-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
# What no page of ours uses, no script on it may, whoever put it there.
_NEVER_USED = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope", "hid",
    "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "serial", "usb",
    "window-management", "xr-spatial-tracking",
)  # fmt: skip
SECURITY_HEADERS = {
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _NEVER_USED),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 63_072_000 if PRODUCTION else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
PROXIES = proxies(os.environ)
X_FRAME_OPTIONS = "DENY"
LARGEST_BODY = largest_body(os.environ)
DATA_UPLOAD_MAX_MEMORY_SIZE = LARGEST_BODY
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
IMPORT_MOST_BYTES = int(os.environ.get("LARKA_IMPORT_MB") or 2_000) * 1024 * 1024
# Where pictures, film and files lie, sealed: a folder, or s3://bucket (docs/adr/0190).
MEDIA_STORE = os.environ.get("LARKA_MEDIA") or str(HOME / "media")
IMPORT_FOLDER = os.environ.get("LARKA_IMPORT_FOLDER", "")
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000  # a page that takes files says itself how many, at the field; beyond this nothing is read
RATE_LIMITS = rate_limits(os.environ)
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""  # larka.jobs.running.load_tasks does so, in the worker alone

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    # A strange Host header is answered with 400; it is nobody's fault here and fills no log.
    # What goes wrong in queued work larka.jobs says by kind: an error's own text may hold an address or a name.
    "loggers": {
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "procrastinate": {"level": "CRITICAL"},
        "psycopg.pool": {"level": "ERROR"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
