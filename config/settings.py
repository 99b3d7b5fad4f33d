"""Django settings: one file for every environment; what differs comes from `config.env`."""

from __future__ import annotations

import environ
from django.templatetags.static import static

from config import env

ROOT = env.ROOT
DATA_DIR = env.data_dir()
DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.secret_key()
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
PUBLIC_URL = env.text("PUBLIC_URL")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", PUBLIC_URL)
DEMO = env.flag("BATON_DEMO", default=True)

INSTALLED_APPS = [
    "daphne",
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "axes",
    "csp",
    "chat",
    "knowledge",
    "agents",
    "escalation",
    "flows",
    "config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.AwayMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Data services. The supervisor and manage.py fill these in for the embedded ones.
DATABASE_URL = env.text("DATABASE_URL", "postgres:///baton")
REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
CHROMA_URL = env.text("CHROMA_URL", "http://127.0.0.1:8900")

DATABASES = {"default": environ.Env.db_url_config(DATABASE_URL)}
# Only what chat.statements runs is ever prepared: the ORM binds on the client's side. Their plans
# do not depend on values, so PostgreSQL need not weigh one for each execution (half the cost).
_PREPARED = {"prepare_threshold": 1, "options": "-c plan_cache_mode=force_generic_plan"}
DATABASES["default"].update(
    CONN_MAX_AGE=env.number("DATABASE_CONN_MAX_AGE", 600),
    CONN_HEALTH_CHECKS=True,
    OPTIONS={
        "connect_timeout": 5,
        **(_PREPARED if env.flag("DATABASE_PREPARE", default=True) else {}),
        **DATABASES["default"].get("OPTIONS", {}),
    },
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CHANNEL_LAYERS = {
    "default": {
        # The other Redis layer silently drops a socket's frames beyond 100; see docs/adr.
        "BACKEND": "chat.layer.BatchingPubSubLayer",
        "CONFIG": {"hosts": [REDIS_URL]},
    }
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "live"
CELERY_TASK_ROUTES = {
    "knowledge.*": {"queue": "ingestion"},
    "config.demo.*": {"queue": "ingestion"},
    "flows.webhooks.*": {"queue": "delivery"},
    "agents.notices.*": {"queue": "delivery"},
}
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "flows.tasks.sweep", "schedule": 2.0, "options": {"expires": 4}},
    "housekeeping": {"task": "chat.tasks.close_idle", "schedule": 300.0},
    "indexing": {
        "task": "knowledge.ingest.tasks.index_waiting",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "sources": {
        "task": "knowledge.ingest.tasks.tend_sources",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
}
CELERY_TASK_ALWAYS_EAGER = False

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/inbox/"
LOGOUT_REDIRECT_URL = "/login/"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_VERBOSE = False

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns about a missing one
STATICFILES_DIRS = [
    path for path in (ROOT / "static" / "dist", ROOT / "static" / "public") if path.is_dir()
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# Security. Behind TLS set SECURE_COOKIES=1 (and SECURE_PROXY=1 when a proxy ends TLS).
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.flag("SECURE_COOKIES", default=False)
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=False)
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 0)
if env.flag("SECURE_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
    # The admin theme evaluates expressions in attributes (Alpine) and writes style attributes.
    "EXCLUDE_URL_PREFIXES": ["/admin/"],
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Baton",
    "VERSION": "0.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAdminUser"],
}

UNFOLD = {
    "SITE_TITLE": "Baton",
    "SITE_HEADER": "Baton",
    "SITE_SYMBOL": "forum",
    "SITE_URL": "/inbox/",
    "SITE_DROPDOWN": "escalation.board.views.admin_links",
    "SHOW_VIEW_ON_SITE": False,
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("favicon.svg")}
    ],
    # The inbox's accent; 600 and darker are at least 4.5:1 on white.
    "COLORS": {
        "primary": {
            "50": "oklch(98.4% .014 180.7)",
            "100": "oklch(95.3% .051 180.8)",
            "200": "oklch(91% .096 180.4)",
            "300": "oklch(85.5% .138 181.1)",
            "400": "oklch(77.7% .152 181.9)",
            "500": "oklch(64% .118 184.7)",
            "600": "oklch(48% .09 187)",
            "700": "oklch(43.7% .078 188.2)",
            "800": "oklch(38.6% .063 188.4)",
            "900": "oklch(33% .055 190)",
            "950": "oklch(27.7% .046 192.5)",
        }
    },
}

# Answering
ANTHROPIC_API_KEY = env.text("ANTHROPIC_API_KEY")
ANTHROPIC_BASE_URL = env.text("ANTHROPIC_BASE_URL")

# Reading web pages into the knowledge base; each is explained in docs/reference.md
FETCH_USER_AGENT = env.text("FETCH_USER_AGENT") or f"BatonBot/0.1 (+{PUBLIC_URL or 'baton'})"
FETCH_ALLOWED_PRIVATE_HOSTS: list[str] = env.words("FETCH_ALLOWED_PRIVATE_HOSTS")
FETCH_DELAY_MS = env.number("FETCH_DELAY_MS", 500)
FETCH_TIMEOUT_S = env.number("FETCH_TIMEOUT_S", 20)
FETCH_MAX_BYTES = env.number("FETCH_MAX_MB", 10) * 1024 * 1024
INGEST_LEASE_S = env.number("INGEST_LEASE_S", 120)

# Calls to other systems (Webhook nodes of flows); explained in docs/flows.md
OUTGOING_ALLOWED_PRIVATE_HOSTS: list[str] = env.words("OUTGOING_ALLOWED_PRIVATE_HOSTS")

# Files added to the knowledge base; each is explained in docs/running.md
KNOWLEDGE_FILE_MAX_MB: int = env.number("KNOWLEDGE_FILE_MAX_MB", 20)
KNOWLEDGE_FILES_AT_ONCE: int = env.number("KNOWLEDGE_FILES_AT_ONCE", 20)
KNOWLEDGE_READ_TIMEOUT_S: int = env.number("KNOWLEDGE_READ_TIMEOUT_S", 60)
KNOWLEDGE_READ_MEMORY_MB: int = env.number("KNOWLEDGE_READ_MEMORY_MB", 1024)

# Calibrating the confidence on this desk's own answers; each is explained in docs/running.md
CALIBRATION_LABELS: int = env.number("CALIBRATION_LABELS", 100)
CALIBRATION_LABELS_EACH: int = env.number("CALIBRATION_LABELS_EACH", 20)
CALIBRATION_VISITOR_PERCENT: int = env.number("CALIBRATION_VISITOR_PERCENT", 50)

# Mail; each is explained in docs/running.md. Without a server and a sender nothing is sent.
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_HOST_USER = env.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD")
_EMAIL_TLS = env.one_of("EMAIL_TLS", ("starttls", "tls", "none"))
EMAIL_USE_TLS, EMAIL_USE_SSL = _EMAIL_TLS == "starttls", _EMAIL_TLS == "tls"
EMAIL_PORT = env.number("EMAIL_PORT", {"starttls": 587, "tls": 465, "none": 25}[_EMAIL_TLS])
EMAIL_TIMEOUT = 10  # seconds, for each step of the talk with the server
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM")
LINK_BASE = (PUBLIC_URL or f"http://localhost:{env.number('PORT', 8000)}").rstrip("/")
NOTICE_AFTER_S: int = env.number("NOTICE_AFTER_S", 20)

# Live limits; each is documented in docs/protocol.md
LIVE = {
    "heartbeat_s": env.number("HEARTBEAT_S", 15),
    "socket_max_bytes": 64 * 1024,
    "socket_max_queued_bytes": 512 * 1024,
    "resume_max_entries": 500,
    "sockets_per_visitor": 8,
    "new_conversations_per_hour": env.number("CONVERSATIONS_PER_HOUR", 30),
    "delta_interval_ms": 50,
    "turn_lease_s": env.number("TURN_LEASE_S", 20),
    "presence_grace_s": env.number("PRESENCE_GRACE_S", 45),
    "db_threads": env.number("DB_THREADS", 8),
}


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.log_config.LineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "daphne": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "httpx2": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
    },
}
