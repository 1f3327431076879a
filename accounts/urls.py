"""Every page of accounts, under /account/. What allauth also has and is not listed here does not exist."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from accounts.views import details, door, second_factor

to_the_door = RedirectView.as_view(pattern_name="account_login", query_string=True)
to_my_details = RedirectView.as_view(pattern_name="my_details")

urlpatterns = [
    path("login/", door.log_in, name="account_login"),
    path("login/code/", door.type_code, name="account_code"),
    path("login/code/again/", door.send_again, name="account_code_again"),
    path("login/password/", door.PasswordLogInView.as_view(), name="account_login_password"),
    path("logout/", never_cache(account.logout), name="account_logout"),
    path("closed/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", never_cache(account.reauthenticate), name="account_reauthenticate"),
    # My details
    path("", details.my_details, name="my_details"),
    path("name/", details.change_name, name="my_name"),
    path("address/", details.change_address, name="my_address"),
    path("address/code/", details.prove_address, name="my_address_code"),
    path("password/change/", never_cache(account.password_change), name="account_change_password"),
    path("password/set/", never_cache(account.password_set), name="account_set_password"),
    path("sessions/", details.LogInsView.as_view(), name="usersessions_list"),
    path("sessions/end/", details.log_out_everywhere, name="log_out_everywhere"),
    # Second factor
    path("second-factor/", never_cache(mfa.authenticate), name="mfa_authenticate"),
    path("second-factor/again/", never_cache(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("second-factor/set-up/", second_factor.SetUpView.as_view(), name="mfa_activate_totp"),
    path("second-factor/turn-off/", never_cache(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("recovery-codes/", second_factor.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/new/",
        never_cache(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("recovery-codes/download/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    # Names that allauth sends people to; the door and My details take their place.
    path("signup/", to_the_door, name="account_signup"),
    path("password/reset/", to_the_door, name="account_reset_password"),
    path("confirm-email/", to_the_door, name="account_email_verification_sent"),
    path("second-factor/all/", to_my_details, name="mfa_index"),
]
