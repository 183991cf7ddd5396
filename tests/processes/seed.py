"""The people who must exist before the first visitor comes: run inside the production environment by `manage.py shell`."""

from __future__ import annotations


def seed() -> None:
    """Make the suite's cast, a second editor, and confirmed addresses, so that each can sign in with the cast's password."""
    from allauth.account.models import EmailAddress  # noqa: PLC0415  (needs Django to be set up)

    from network.membership.models import ClinicalDomain, User  # noqa: PLC0415
    from network.membership.roles import CLINICIANS, EDITORS, Role  # noqa: PLC0415
    from tests.cast import make_cast, person  # noqa: PLC0415

    make_cast()
    ClinicalDomain.objects.create(name="practice.example")
    person("Eddy", Role.MEMBER, CLINICIANS, EDITORS)
    for user in User.objects.all():
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
