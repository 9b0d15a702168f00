"""Settings of every installation: values and environment only, without our own packages."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote

from . import databases, env, storages

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"
VAR_DIR.mkdir(exist_ok=True)

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host not in {"*"}]

INSTALLED_APPS = [
    "portal",
    "home",
    "forms",
    "appeals",
    "services",
    "search",
    "core",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_otp_webauthn",
    "formtools",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "portal.http_log.HTTPLogMiddleware",
    "core.page_cache.middleware.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.headers.SecurityHeadersMiddleware",
    "portal.headers.RemoveNulMiddleware",
    "portal.x_accel.XAccelMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.languages.LanguageMiddleware",
    "portal.body_limits.BodyLimitMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "portal.read_only.ReadOnlyMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "core.accounts.middleware.AccountSessionMiddleware",
    "core.accounts.second_factor_middleware.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "portal.replica_reads.ReplicaReadsMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context_processors.site_context",
            ],
        },
    },
]
FORM_RENDERER = "core.form_renderer.FormRenderer"

DATABASES = {
    "default": databases.from_url(
        env.text("DATABASE_URL"), VAR_DIR / "qabyldau.sqlite3", wait=env.number("DATABASE_WAIT", 5)
    )
}
# A copy that follows the primary: visitors search and read lists there (core/replica.py).
REPLICA_MAX_LAG = env.number("REPLICA_MAX_LAG", 30)
if _replica_url := env.text("REPLICA_DATABASE_URL"):
    DATABASES["replica"] = databases.replica_from_url(_replica_url, env.number("DATABASE_WAIT", 5))
    DATABASE_ROUTERS = ["core.replica.ReplicaRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "core.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "core.accounts.passwords.EasyToGuessValidator"},
]

# Without CACHE_URL the processes of one server share a file.
CACHE_URL = env.text("CACHE_URL")
CACHES = {
    "default": {
        "BACKEND": "core.redis_cache.RedisCache" if CACHE_URL else "core.sqlite_cache.SQLiteCache",
        "LOCATION": CACHE_URL or databases.cache_file(DATABASES["default"], VAR_DIR),
    }
}

# Rendered public pages (core/page_cache); the folder may be deleted at any time.
PAGE_CACHE = env.flag("PAGE_CACHE", not DEBUG)
PAGE_CACHE_ROOT = env.folder("PAGE_CACHE_ROOT", VAR_DIR / "pages")
PAGE_CACHE_MAX_PAGES, PAGE_CACHE_MAX_BYTES = 20_000, 2 * 1024**3

# Number of our proxies that add the visitor's address to X-Forwarded-For.
PROXIES = env.number("PROXIES")
# Who is told by /healthz what is wrong; everybody else learns whether it is well.
HEALTH_ADDRESSES = env.networks("HEALTH_ADDRESSES", "127.0.0.1, ::1")

# Kazakh is the default; every label exists in all three.
LANGUAGE_CODE = "kk"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
# wagtail_kk completes the Kazakh of Wagtail and Django; our own catalogue takes precedence.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "portal" / "wagtail_kk"]
FORMAT_MODULE_PATH = ["core.i18n.formats"]
USE_I18N = USE_THOUSAND_SEPARATOR = True
USE_TZ = True
TIME_ZONE = "Asia/Almaty"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "core.stylesheet.StylesheetFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.folder("MEDIA_ROOT", VAR_DIR / "media")
# Citizens' files are never under MEDIA_URL: only views that check permissions serve them.
PRIVATE_ROOT = env.folder("PRIVATE_ROOT", VAR_DIR / "private")
# nginx sends the files that a view allows (deploy/nginx.conf): its group reads the private ones.
X_ACCEL = env.flag("X_ACCEL")
# Several servers keep files in S3, s3://KEY:SECRET@host/bucket; one keeps them in these folders.
STORAGE_URL = env.text("STORAGE_URL")
STORAGES = storages.from_url(STORAGE_URL, PRIVATE_ROOT, X_ACCEL)
# Public files are readable by the web server whatever the umask is.
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o644, 0o755

# A folder of another machine; without it the nightly backup is not made.
BACKUP_TARGET = env.text("BACKUP_TARGET")
BACKUP_KEY = env.text("BACKUP_KEY")
BACKUP_KEEP = env.number("BACKUP_KEEP", 14)

# E-mail is written to files until EMAIL_URL is set.
EMAIL_URL = env.text("EMAIL_URL")
OUTBOX_DIR = VAR_DIR / "outbox"
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(OUTBOX_DIR)
DEFAULT_FROM_EMAIL = env.text("FROM_EMAIL", "qabyldau@localhost")
if EMAIL_URL:
    EMAIL_BACKEND = "core.mail_backend.EmailBackend"
    _smtp = env.address("EMAIL_URL", "smtp", "smtp+tls", "smtps")
    EMAIL_HOST = _smtp.hostname or ""
    EMAIL_PORT = _smtp.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[_smtp.scheme]
    EMAIL_HOST_USER = unquote(_smtp.username or "")
    EMAIL_HOST_PASSWORD = unquote(_smtp.password or "")
    EMAIL_USE_TLS, EMAIL_USE_SSL = _smtp.scheme == "smtp+tls", _smtp.scheme == "smtps"
    EMAIL_TIMEOUT = 20
SMS_URL = env.text("SMS_URL")
if SMS_URL:
    env.address("SMS_URL", "https", "http")
CLAMD_URL = env.text("CLAMD_URL")
ELASTICSEARCH_URL = env.text("ELASTICSEARCH_URL")
ELASTICSEARCH_API_KEY = env.text("ELASTICSEARCH_API_KEY")
ELASTICSEARCH_CA = env.text("ELASTICSEARCH_CA")

# Larger ones are refused; portal/body_limits.py says which addresses take files at all.
ATTACHMENT_MAX_BYTES = 10 * 1024 * 1024
ATTACHMENT_MAX_COUNT = 5
ATTACHMENT_MAX_TOTAL_BYTES = 25 * 1024 * 1024
UPLOAD_MAX_BODY_BYTES = ATTACHMENT_MAX_TOTAL_BYTES + 5 * 1024 * 1024  # deploy/nginx.conf: the same
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DRAFT_DAYS = 14
DRAFT_COOKIE_NAME = "qabyldau-drafts"  # the key by which a browser opens its drafts
RECENT_COOKIE_NAME = "qabyldau-recent"  # for a minute: this browser has sent something

# The demo's accounts have a public password: for development only.
DEMO_ACCOUNTS = False

# A session of staff ends after so many seconds without a request, and after the longest time.
STAFF_SESSION_IDLE, STAFF_SESSION_LONGEST = 30 * 60, 12 * 60 * 60
DEVICE_COOKIE_NAME = "qabyldau-device"  # from this browser somebody has signed in before

# Who must have a second factor where it is required: who may open citizens' data, and superusers.
SECOND_FACTOR_REQUIRED = False
SECOND_FACTOR_PERMISSIONS = [
    "appeals.view_appeal",
    "appeals.handle_appeal",
    "appeals.lead_appeal",
    "appeals.check_publishedanswer",
    "core.view_notice",
    "core.change_user",
    "services.view_booking",
    "services.change_booking",
]
# Passkeys belong to this host name for ever: with another one all of them are void.
PASSKEY_HOST = OTP_WEBAUTHN_RP_ID = env.text("PASSKEY_HOST", "localhost")
OTP_WEBAUTHN_RP_NAME = "Қабылдау"
OTP_WEBAUTHN_ALLOWED_ORIGINS = [f"https://{PASSKEY_HOST}"]
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = False  # the password comes first

SESSION_ENGINE = "core.accounts.session_store"
SESSION_COOKIE_AGE = STAFF_SESSION_LONGEST
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"
# Wagtail's admin shows page previews in a frame.
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]
SECURE_REFERRER_POLICY = "same-origin"

# Whom /.well-known/security.txt names: mailto: or https: address.
SECURITY_CONTACT = env.text("SECURITY_CONTACT")

WAGTAIL_SITE_NAME = "Қабылдау"
WAGTAILADMIN_BASE_URL = env.text("BASE_URL", "http://127.0.0.1:8000")
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# As dates are written in Kazakhstan; core/i18n/formats accepts ISO dates as well.
WAGTAIL_DATE_FORMAT = "%d.%m.%Y"
WAGTAIL_DATETIME_FORMAT = "%d.%m.%Y %H:%M"
WAGTAILIMAGES_IMAGE_MODEL = "core.PortalImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "core.image_form.ImageForm"
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False  # see core/signal_handlers.py
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_USER_LOGIN_FORM = "portal.sign_in.LoginForm"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.admin.wagtail_backend"}}
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "txt"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # checks who may open the document
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
LOGIN_URL = "wagtailadmin_login"

# Where the web server keeps its log: `retain` deletes the old files of it. Empty: another does.
HTTP_LOG_ROOT = env.text("HTTP_LOG_ROOT")
LOG_FORMAT = env.choice("LOG_FORMAT", "plain", "json")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "core.logs.PlainFormatter"},
        "json": {"()": "core.logs.JSONFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},  # the others are in the HTTP log
        # Scanners ask for any host; the answer is 400.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
