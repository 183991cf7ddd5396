"""Who a person is to the network, and the groups that duties and grants hang on (design section 1)."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """What a person has been verified as. Duties (editor, steward, moderator) come on top, through groups."""

    REGISTRANT = "registrant", "Applicant"
    ASSOCIATE = "associate", "Associate"
    MEMBER = "member", "Member"


# Group names. A group is only ever given by an audited action.
CLINICIANS = "Clinicians"
ASSOCIATES = "Associates"
EDITORS = "Editors"
STEWARDS = "Stewards"
BASE_GROUP = {Role.MEMBER: CLINICIANS, Role.ASSOCIATE: ASSOCIATES}
