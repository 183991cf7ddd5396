"""Addresses of the stewards' desk that are about boards, and about what people see: under /desk/."""

from django.urls import path

from network.forum import views

app_name = "desk"
urlpatterns = [
    path("boards/", views.desk_boards, name="boards"),
    path("boards/new/", views.desk_new_board, name="new_board"),
    path("boards/<str:public_id>/", views.desk_board, name="board"),
    path("boards/<str:public_id>/change/", views.desk_change_board, name="change_board"),
    path("boards/<str:public_id>/step/", views.desk_board_step, name="board_step"),
    path("people/", views.desk_people, name="people"),
    path("people/<str:public_id>/", views.desk_person, name="person"),
    path("people/<str:public_id>/step/", views.desk_person_step, name="person_step"),
]
