"""Addresses of membership."""

from django.urls import path

from network.membership import (
    desk_views,
    group_views,
    invitation_views,
    leaving_views,
    profile_views,
    proving_views,
    rules_views,
    views,
)

app_name = "membership"
urlpatterns = [
    path("application/", views.application, name="application"),
    path("application/change/", views.correct, name="correct"),
    path("application/evidence/", proving_views.evidence, name="evidence"),
    path("sponsor/<str:public_id>/", proving_views.vouch, name="vouch"),
    path("account/name/", views.name, name="name"),
    path("account/profile/", profile_views.mine, name="profile"),
    path("people/", profile_views.directory, name="directory"),
    path("people/<str:public_id>/", profile_views.profile, name="person"),
    path("account/stop-move/<str:key>/", views.stop_move, name="stop_move"),
    path("account/data/", leaving_views.data, name="data"),
    path("account/data/file/", leaving_views.data_file, name="data_file"),
    path("account/leave/", leaving_views.leave, name="leave"),
    path("account/return/", leaving_views.come_back, name="come_back"),
    path("desk/leaving/", leaving_views.departures, name="departures"),
    path("desk/leaving/<str:public_id>/", leaving_views.departure, name="departure"),
    path("account/invitations/", invitation_views.mine, name="invitations"),
    path("invitation/<str:public_id>/<str:token>/", invitation_views.follow, name="invitation"),
    path("account/", views.account, name="account"),
    path("rules/accept/", rules_views.accept, name="accept"),
    path("rules/<slug:document>/", rules_views.show, name="rules"),
    path("rules/<slug:document>/<int:number>/", rules_views.show, name="rule_edition"),
    path("rules/<slug:document>/<int:number>/changes/", rules_views.compare, name="rule_changes"),
    path("desk/rules/", rules_views.desk, name="rules_desk"),
    path("desk/rules/<slug:document>/", rules_views.write, name="write_rules"),
    path("briefing/", views.briefing, name="briefing"),
    path("desk/audit/", desk_views.log, name="audit"),
    path("desk/applications/", desk_views.queue, name="queue"),
    path("desk/applications/<str:public_id>/", desk_views.decide, name="decide"),
    path("desk/groups/", group_views.groups, name="groups"),
    path("desk/groups/new/", group_views.new_group, name="new_group"),
    path("desk/groups/<str:public_id>/", group_views.group, name="group"),
    path("desk/groups/<str:public_id>/change/", group_views.change_group, name="change_group"),
    path("desk/groups/<str:public_id>/step/", group_views.group_step, name="group_step"),
    path("desk/domains/", proving_views.domains, name="domains"),
    path("desk/applications/<str:public_id>/document/", proving_views.document, name="document"),
    path("desk/applications/<str:public_id>/work/", desk_views.work, name="work"),
]
