"""As in production where it is about speed: nothing keeps every query, as DEBUG does."""

from portal.settings import *  # noqa: F403

DEBUG = False
