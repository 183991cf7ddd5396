"""The site's table of contents: the only module that knows every app."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.views import start_page
from network.membership.views import closed_login
from network.shell import views as shell

handler400 = shell.bad_request
handler403 = shell.denied
handler404 = shell.not_found
handler500 = shell.server_error

urlpatterns = [
    path("", start_page, name="start"),
    path("health/", shell.health, name="health"),
    path("styleguide/", shell.styleguide, name="styleguide"),
    path("signed-in/", shell.signed_in, name="signed_in"),
    # Every other log-in door closes onto the one with a second factor (knowledge/security: T20, wagtail B7).
    path("admin/login/", closed_login, name="cms_login_closed"),
    path("_util/login/", closed_login, name="frontend_login_closed"),
    # People and groups change by audited actions only (design 5.2); Wagtail's own screens for them stay closed.
    *(path(f"admin/{screen}/{rest}", shell.not_found) for screen in ("users", "groups") for rest in ("", "<path:rest>")),
    # Name, address and second factor have one home, outside the CMS.
    path("admin/account/", RedirectView.as_view(pattern_name="membership:account"), name="cms_account_closed"),
    path("accounts/", include("allauth.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("discussions/", include("network.forum.urls")),
    path("desk/", include("network.forum.desk_urls")),
    path("cases/", include("cases.urls")),
    path("search/", include("search.urls")),
    path("", include("network.membership.urls")),
    # Terms and house rules were pages of the CMS before they had editions; what links to them still arrives.
    path("about/terms/", RedirectView.as_view(url="/rules/terms/"), name="terms_moved"),
    path("about/house-rules/", RedirectView.as_view(url="/rules/terms/"), name="house_rules_moved"),
]

if not settings.PRODUCTION:
    from cms.media import public_media

    urlpatterns.append(path("media/<path:name>", public_media, name="media"))

urlpatterns.append(path("", include(wagtail_urls)))
