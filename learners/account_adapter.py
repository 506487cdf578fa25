from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """allauth's own, but for how it counts wrong passwords."""

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Count for the account alone.

        allauth counts for the account and the Host header, in which everybody can name another port: each would allow
        five tries more.
        """
        return credentials.get("email", "").lower()
