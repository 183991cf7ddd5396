"""HTTP for inviting colleagues, and for the colleague who follows the link."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from network.membership import invitations
from network.membership.grouping import Refused
from network.membership.invitation_forms import InvitationForm
from network.membership.models import Invitation
from network.membership.permissions import Can, allows
from network.membership.views import person

SENT = "Invited. If the address can be invited, a mail is on its way."


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """List one's invitations, make one, take one back."""
    who = person(request)
    if not allows(who, Can.INVITE_COLLEAGUE):
        return redirect("membership:application")
    if "revoke" in request.POST:
        found = get_object_or_404(Invitation, inviter=who, public_id=request.POST["revoke"])
        changed = invitations.revoke(found, actor=who)
        messages.success(request, "Taken back. The link does not work any more." if changed else "It was not open any more.")
        return redirect("membership:invitations")
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitations.invite(form.cleaned_data["email"], actor=who)
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, SENT)
            return redirect("membership:invitations")
    invitations.expire(of=who)
    made = Invitation.objects.filter(inviter=who)[:50]
    return render(request, "membership/invitations.html", {"form": form, "made": made}, status=422 if form.errors else 200)


def follow(request: HttpRequest, public_id: str, token: str) -> HttpResponse:
    """Show an invitation to whoever follows the link. A GET uses nothing up; the button leads to the application."""
    found = invitations.find(public_id, token)
    if request.method == "POST" and found:
        request.session[invitations.SESSION_KEY] = [public_id, token]
        return redirect("account_signup")
    return render(request, "membership/invitation.html", {"found": found is not None}, status=200 if found else 404)
