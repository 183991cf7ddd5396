"""The demonstration: invented people and content. It stands above every app and nothing knows of it."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Configuration of the demonstration."""

    name = "network.demo"
    label = "demo"
