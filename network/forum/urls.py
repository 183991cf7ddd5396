"""Addresses of the forum, under /discussions/."""

from django.urls import path

from network.forum import views

app_name = "forum"
urlpatterns = [
    path("", views.boards, name="boards"),
    path("unread/", views.next_unread, name="next_unread"),
    path("reports/", views.moderation, name="moderation"),
    path("reports/<str:public_id>/", views.decide, name="decide"),
    path("reports/<str:public_id>/sent/", views.reported, name="reported"),
    path("reports/<str:public_id>/incident/", views.open_for_report, name="open_for_report"),
    path("reports/<str:public_id>/name/", views.unmask, name="unmask"),
    path("incidents/", views.incidents, name="incidents"),
    path("incidents/<str:public_id>/", views.incident, name="incident"),
    path("incidents/<str:public_id>/resume/", views.resume, name="resume_incident"),
    path("incidents/<str:public_id>/close/", views.close_incident, name="close_incident"),
    path("unfollow/<str:token>/", views.unfollow, name="unfollow"),
    path("thread/<str:public_id>/", views.thread, name="thread"),
    path("thread/<str:public_id>/reply/", views.reply, name="reply"),
    path("thread/<str:public_id>/follow/", views.follow, name="follow"),
    path("thread/<str:public_id>/lock/", views.lock, name="lock"),
    path("thread/<str:public_id>/move/", views.move, name="move"),
    path("thread/<str:public_id>/report/", views.report_thread, name="report_thread"),
    path("thread/<str:public_id>/incident/", views.open_for_thread, name="open_for_thread"),
    path("thread/<str:public_id>/people/", views.people, name="people"),
    path("thread/<str:public_id>/people/remove/", views.remove_person, name="remove_person"),
    path("post/<str:public_id>/edit/", views.edit, name="edit"),
    path("post/<str:public_id>/helpful/", views.helpful, name="helpful"),
    path("post/<str:public_id>/report/", views.report, name="report"),
    path("post/<str:public_id>/incident/", views.open_for_post, name="open_for_post"),
    path("post/<str:public_id>/withdraw/", views.withdraw, name="withdraw"),
    path("<str:public_id>/", views.board, name="board"),
    path("<str:public_id>/new/", views.new_thread, name="new_thread"),
]
