"""Addresses of cases. The library's own page, /cases/, is Wagtail's (models/library.py)."""

from django.urls import path

from cases import views

app_name = "cases"
urlpatterns = [
    path("new/", views.new, name="new"),
    path("draft/", views.keep, name="keep_new"),
    path("readings/", views.readings, name="readings"),
    path("after/", views.after, name="after"),
    path("mine/", views.mine, name="mine"),
    path("review/", views.review_queue, name="review_queue"),
    path("review/<str:public_id>/", views.review, name="review"),
    path("review/<str:public_id>/remove/", views.remove, name="remove"),
    path("review/<str:public_id>/interest/", views.interest, name="interest"),
    path("public/", views.public_cases, name="public_cases"),
    path("featured/", views.featured_desk, name="featured_desk"),
    path("featured/<str:public_id>/", views.featured, name="featured"),
    path("featured/<str:public_id>/flag/", views.flag_featured, name="flag_featured"),
    path("featured/<str:public_id>/work/", views.work, name="work"),
    path("featured/<str:public_id>/words/", views.rewrite, name="rewrite"),
    path("featured/<str:public_id>/agree/", views.agree, name="agree"),
    path("featured/<str:public_id>/read/", views.read, name="read"),
    path("featured/<str:public_id>/withdraw/", views.unfeature, name="unfeature"),
    path("<str:public_id>/", views.case, name="case"),
    path("<str:public_id>/feature/", views.feature, name="feature"),
    path("<str:public_id>/edit/", views.edit, name="edit"),
    path("<str:public_id>/draft/", views.keep, name="keep"),
    path("<str:public_id>/send/", views.send, name="send"),
    path("<str:public_id>/withdraw/", views.withdraw, name="withdraw"),
    path("<str:public_id>/pictures/", views.pictures, name="pictures"),
    path("<str:public_id>/pictures/<str:picture_id>/", views.picture, name="picture"),
    path("<str:public_id>/pictures/<str:picture_id>/picture.jpg", views.picture_file, name="picture_file"),
    path("<str:public_id>/pictures/<str:picture_id>/caption/", views.caption, name="caption"),
    path("<str:public_id>/pictures/<str:picture_id>/remove/", views.remove_picture, name="remove_picture"),
    path("<str:public_id>/outcome/", views.outcome, name="outcome"),
    path("<str:public_id>/outcome/look/", views.look_at_outcome, name="look_at_outcome"),
]
