"""Makes a page that asks the database once per item fail its test."""

from zeal import zeal_context, zeal_ignore

# Wagtail finds a page by asking for one part of its path after the other.
ROUTING = [
    {"model": "wagtailcore.Page", "field": "get()"},
    # What is not there may have moved: Wagtail looks the address up with its query, then without.
    {"model": "wagtailredirects.Redirect", "field": "get()"},
    # A session from before a new password is read again when it is thrown away.
    {"model": "sessions.Session", "field": "get()"},
]


def raise_on_n_plus_one(get_response):
    """Watch every request but those to Wagtail's admin and allauth's pages, whose queries are not ours to mend."""

    def middleware(request):
        if request.path.startswith(("/admin/", "/accounts/")):
            return get_response(request)
        with zeal_context(), zeal_ignore(ROUTING):
            return get_response(request)

    return middleware
