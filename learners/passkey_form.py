from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _


class AddPasskeyForm(AddWebAuthnForm):
    """A key that signs in alone, unless its owner wants a second step only."""

    name = forms.CharField(
        label=_("Name"), required=False, max_length=100, help_text=_("Such as the device or the password manager.")
    )
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone, without my password"),
        initial=True,
        required=False,
        help_text=_("It then asks for your fingerprint, face or PIN. Otherwise it only confirms a sign-in."),
    )
