"""What a member tells colleagues about themselves, beyond what a steward verified. All of it is optional."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from network.membership.models.user import User
from search.models import Term


class Profile(models.Model):
    """One member's own words. There is no row until something is saved, and nothing here is verified."""

    class Region(models.TextChoices):
        """The nations and regions of the United Kingdom, coarse on purpose."""

        SCOTLAND = "scotland", "Scotland"
        WALES = "wales", "Wales"
        NORTHERN_IRELAND = "ni", "Northern Ireland"
        NORTH_EAST = "north_east", "North East of England"
        NORTH_WEST = "north_west", "North West of England"
        YORKSHIRE = "yorkshire", "Yorkshire and the Humber"
        EAST_MIDLANDS = "east_midlands", "East Midlands"
        WEST_MIDLANDS = "west_midlands", "West Midlands"
        EAST = "east", "East of England"
        LONDON = "london", "London"
        SOUTH_EAST = "south_east", "South East of England"
        SOUTH_WEST = "south_west", "South West of England"
        ELSEWHERE = "elsewhere", "Outside the United Kingdom"

    class ShownTo(models.TextChoices):
        """Who reads where somebody works."""

        MEMBERS = "members", "Every member, associates too"
        CLINICIANS = "clinicians", "Verified clinicians alone"

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    listed = models.BooleanField("in the directory", default=False)
    service = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=16, choices=Region, blank=True)
    work_shown_to = models.CharField(max_length=12, choices=ShownTo, default=ShownTo.MEMBERS)
    interests = models.ManyToManyField(Term, blank=True, related_name="+")
    declared = models.TextField("declared interests", max_length=1000, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The directory asks for those who are listed."""

        indexes: ClassVar = [models.Index(fields=["listed"], name="profile_listed")]

    def __str__(self) -> str:
        return f"profile of {self.user_id}"
