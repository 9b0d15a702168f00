"""URLs of all packages."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern

from portal import api_docs, metrics, sign_in, views
from portal.site_history import site_history_view
from portal.sitemaps import SITEMAPS

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"

urlpatterns = [
    path("", views.redirect_to_language, name="language_redirect"),
    path("healthz", views.healthz, name="healthz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("api/v1/docs", api_docs.api_docs, name="api_docs"),
    path("api/v1/", include("search.api_urls")),
    path("api/v1/", include("appeals.api_urls")),
    path("api/v1/", include("services.api_urls")),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    # Before Wagtail's own report, which shows entries of every office.
    path("admin/reports/site-history/", site_history_view()),
    path("admin/reports/site-history/results/", site_history_view(results_only=True)),
    path(
        "admin/password_reset/",
        sign_in.PasswordResetView.as_view(),
        name="wagtailadmin_password_reset",
    ),
    path("admin/invitation/", include("core.accounts.urls")),
    # Wagtail's test of its error page fails on purpose, for everybody who signs in.
    path("admin/failwhale/", views.nothing_here, name="wagtailadmin_error_test"),
    path("admin/", include(wagtailadmin_urls)),
    # Before Wagtail's own views, which accept any number of passwords.
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        sign_in.document_password,
        name="wagtaildocs_authenticate_with_password",
    ),
    path("documents/", include(wagtaildocs_urls)),
    # Resized pictures only: documents and originals have no address under /media/, since a
    # document may be private. In production a web server may serve this one folder.
    path("media/images/<path:path>", views.picture),
]

urlpatterns += i18n_patterns(
    path("patterns/", views.pattern_page, name="patterns"),
    path("", include("search.urls")),
    path("", include("services.urls")),
    path("", include("appeals.urls")),
    path("", include("forms.urls")),
    path("", include("home.urls")),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        sign_in.page_password,
        name="wagtailcore_authenticate_with_password",
    ),
    path("_util/login/", sign_in.PageLoginView.as_view(), name="wagtailcore_login"),
    re_path(serve_pattern, views.serve_page, name="wagtail_serve"),
    prefix_default_language=True,
)
