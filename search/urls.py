"""Public addresses of the search, under /{lang}/."""

from django.urls import path

from search import views
from search.feeds import SearchFeed

app_name = "search"
urlpatterns = [
    path("search/", views.results_page, name="results"),
    path("search/suggest/", views.suggest, name="suggest"),
    path("search/opensearch.xml", views.description, name="opensearch"),
    path("feeds/search/", SearchFeed(), name="feed"),
]
