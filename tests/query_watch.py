"""Makes a page that asks the database once per item fail its test."""

from zeal import zeal_context


def raise_on_n_plus_one(get_response):
    """Watch every request but those to Wagtail's own admin, whose queries are not ours to mend."""

    def middleware(request):
        if request.path.startswith("/admin/"):
            return get_response(request)
        with zeal_context():
            return get_response(request)

    return middleware
