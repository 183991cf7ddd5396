"""Addresses of membership."""

from django.urls import path

from network.membership import views

app_name = "membership"
urlpatterns = [
    path("application/", views.application, name="application"),
    path("account/", views.account, name="account"),
    path("briefing/", views.briefing, name="briefing"),
    path("desk/applications/", views.queue, name="queue"),
    path("desk/applications/<str:public_id>/", views.decide, name="decide"),
]
