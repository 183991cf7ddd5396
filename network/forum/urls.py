"""Addresses of the forum, under /discussions/."""

from django.urls import path

from network.forum import views

app_name = "forum"
urlpatterns = [
    path("", views.boards, name="boards"),
    path("thread/<str:public_id>/", views.thread, name="thread"),
    path("thread/<str:public_id>/reply/", views.reply, name="reply"),
    path("thread/<str:public_id>/follow/", views.follow, name="follow"),
    path("thread/<str:public_id>/lock/", views.lock, name="lock"),
    path("post/<str:public_id>/helpful/", views.helpful, name="helpful"),
    path("post/<str:public_id>/withdraw/", views.withdraw, name="withdraw"),
    path("<str:public_id>/", views.board, name="board"),
    path("<str:public_id>/new/", views.new_thread, name="new_thread"),
]
