"""Nexus as one settings file, read from top to bottom. What differs between shops comes from the environment."""

from pathlib import Path

from csp.constants import SELF

from nexus import machine
from nexus.env import SQLITE, Environment
from nexus.unfold import UNFOLD as UNFOLD

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment.read(BASE_DIR / ".env")

# Where everything lives that is not code: database, uploads, logs, keys, printed files.
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / "data")

DEBUG = env.flag("DJANGO_DEBUG", default=False)

# One switch for a server on the internet: HTTPS only, HSTS, secure cookies.
PRODUCTION = env.flag("PRODUCTION", default=False)
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0, most=5)

# Where the server listens. Beyond this machine it speaks HTTPS itself, unless a proxy in front of it does.
HOST = env.text("HOST", "127.0.0.1")
PORT = env.number("PORT", 8000, least=1, most=65535)
IS_ON_NETWORK = not machine.is_loopback(HOST)
TLS_DIR = DATA_DIR / "tls"
HTTPS = env.flag("HTTPS", default=PRODUCTION or (IS_ON_NETWORK and not TRUSTED_PROXIES))

# An empty database gets the demo shop, unless told otherwise; ``demo`` writes down who may sign in to it.
DEMO = env.flag("DEMO", default=not PRODUCTION)
DEMO_NOTE = DATA_DIR / "demo.txt"

# Databases: SQLite in the data directory, or PostgreSQL or SQL Server by one variable.
DATABASES = {"default": env.database(DATA_DIR)}
IS_EMBEDDED = DATABASES["default"]["ENGINE"] == SQLITE
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECRET_KEY = env.secret("DJANGO_SECRET_KEY", DATA_DIR / "secret_key" if IS_EMBEDDED and not PRODUCTION else None)
OWN_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
if IS_ON_NETWORK:
    OWN_HOSTS += [*machine.names(), *machine.addresses()]
ALLOWED_HOSTS = env.words("DJANGO_ALLOWED_HOSTS") or OWN_HOSTS
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

# The site's own address, such as https://shop.example.com: printed receipts carry their link with it.
PUBLIC_URL = env.text("PUBLIC_URL").rstrip("/")

INSTALLED_APPS = [
    "nexus",  # first: a command replaces daphne's; templates and scripts replace unfold's for the strict policy
    "daphne",
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.inlines",
    "unfold.contrib.simple_history",
    "crispy_forms",
    "nexus.apps.BackOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "simple_history",
    "django_filters",
    "channels",
    "huey.contrib.djhuey",
    "ninja",
    "axes",
    "csp",
    "apps.core",
    "apps.audit",
    "apps.stores",
    "apps.users",
    "apps.printing",
    "apps.mail",
    "apps.catalog",
    "apps.customers",
    "apps.inventory",
    "apps.pricing",
    "apps.credits",
    "apps.loyalty",
    "apps.purchasing",
    "apps.sales",
    "apps.preorders",
    "apps.returns",
    "apps.reporting",
    "apps.office",
    "kiosk",
]

MIDDLEWARE = [
    "nexus.middleware.deny_devices",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kiosk.sessions.keep_pins_at_the_till",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "nexus.middleware.company_timezone",
    "nexus.middleware.RefusalsAsPages",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "nexus.urls"
ASGI_APPLICATION = "nexus.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# People.
AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/admin/login/"
SESSION_COOKIE_AGE = env.number("SESSION_HOURS", 12, least=1, most=720) * 3600
AXES_FAILURE_LIMIT = env.number("LOGIN_TRIES", 5, least=1, most=100)
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "nexus/locked_out.html"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_IPWARE_PROXY_COUNT = TRUSTED_PROXIES or None
AXES_IPWARE_META_PRECEDENCE_ORDER = ["HTTP_X_FORWARDED_FOR", "REMOTE_ADDR"] if TRUSTED_PROXIES else ["REMOTE_ADDR"]

# Language and time: English throughout, ready for translation; days are those of the shop's zone.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
FORMAT_MODULE_PATH = "nexus.formats"
LOCALE_PATHS = [BASE_DIR / "nexus" / "locale"]
USE_TZ = True
TIME_ZONE = env.text("TIME_ZONE", "Africa/Lagos")

# Files.
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "media/"
MEDIA_ROOT = DATA_DIR / "media"
WHITENOISE_USE_FINDERS = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# More than one process needs Redis: it then carries sockets, background tasks and the cache.
REDIS_URL = env.text("REDIS_URL")
if REDIS_URL:
    CACHES: dict[str, dict[str, object]] = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    }
    CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 10_000},  # beyond, a third is thrown away: locks and progress too
        }
    }
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels.layers.InMemoryChannelLayer",
            "CONFIG": {"capacity": 1000, "group_expiry": 31_536_000},
        }
    }
HUEY = {
    "name": "nexus",
    "immediate": False,
    "results": True,
    "store_intermediate_errors": False,
    "consumer": {"workers": 2, "worker_type": "thread", "scheduler_interval": 1},
    **(
        {"huey_class": "huey.RedisHuey", "connection": {"url": REDIS_URL}}
        if REDIS_URL
        else {"huey_class": "huey.SqliteHuey", "filename": str(DATA_DIR / "tasks.sqlite3")}
    ),
}

# Mail goes to files in the data directory until a server is named.
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "Nexus <nexus@localhost>")
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 587, least=1, most=65535)
EMAIL_HOST_USER = env.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_TLS", default=EMAIL_PORT == 587)
EMAIL_USE_SSL = env.flag("EMAIL_SSL", default=EMAIL_PORT == 465)
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"

# Security. No inline script or style, no eval, on any page.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "frame-ancestors": ["'none'"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "object-src": ["'none'"],
    }
}
# No page asks the browser for the machine's devices; scanners type, printers hang on the server or its agent.
DENIED_FEATURES = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer"),
    *("microphone", "midi", "payment", "serial", "usb"),
)
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None

# Printers answer on these networks and ports only, whatever address somebody types in.
PRINTER_NETWORKS = env.networks("PRINTER_NETWORKS", "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,127.0.0.0/8")
PRINTER_PORTS = env.numbers("PRINTER_PORTS", "9100,631", least=1, most=65535)

# Libraries.
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "unfold_crispy"
SIMPLE_HISTORY_REVERT_DISABLED = True
NINJA_NUM_PROXIES = TRUSTED_PROXIES

# The log says when, how grave, which part; people read it in the service's journal.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))},
    "loggers": {
        "huey": {"level": "WARNING", "handlers": ["console"], "propagate": False},  # else `run_huey` adds its own
        "daphne": {"level": "WARNING"},
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        "axes": {"level": "WARNING"},
    },
}
