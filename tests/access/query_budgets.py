"""The most database queries a page may make when its caches are filled, in the scenario's data.

The numbers are what each page makes today on SQLite. A change may lower a number; whoever raises one
says in the commit why the page needs it.
"""

# By name of the URL, as in access_matrix.py; opened by the first role of VIEWERS that may.
BUDGETS = {
    # portal and APIs
    "healthz": 9, "api_docs": 6, "api_search": 3, "api_terms": 1, "api_answers": 2, "api_figures": 4,
    "api_offices": 4, "api_slots": 6, "sitemap": 17, "robots": 0,
    "patterns": 11, "wagtailcore_login": 5, "wagtail_serve": 17,
    # search
    "search:results": 9, "search:suggest": 0, "search:opensearch": 2, "search:feed": 3,
    # services
    "services:offices": 16, "services:schedule": 10, "services:office": 32, "services:office_ics": 4,
    "services:ticket": 5, "services:ticket_move": 11, "services:ticket_pdf": 3,
    "services:ticket_ics": 2, "services:stand": 19, "services:stand_pdf": 14, "services:kiosk": 8,
    "kk/offices/<slug:slug>/stand/stand.pdf": 14, "kk/offices/<slug:slug>/stand/kiosk/": 8,
    # appeals
    "appeals:lost_secret": 5, "appeals:recovery_code": 5,
    "appeals:status": 7, "appeals:answers": 9, "appeals:answer": 7, "appeals:answers_feed": 1,
    "appeals:figures": 14, "appeals:terms": 6,
    # forms and home
    "forms:appeal": 7, "forms:booking": 6, "forms:resume": 5, "forms:consent": 5, "forms:saved": 6,
    "forms:appeal_step": 8, "forms:add_document": 7, "forms:change_contact": 7, "home:media_feed": 2,
    # the admin
    "appeals_admin:inbox": 27, "appeals_admin:inbox_results": 17, "appeals_admin:register": 24,
    "appeals_admin:queue": 15, "appeals_admin:rules": 14, "appeals_admin:rules_results": 6,
    "appeals_admin:check": 21, "appeals_admin:prepare": 20, "appeals_admin:case": 29,
    "appeals_admin:print": 17, "appeals_admin:receipt": 17, "appeals_admin:replace_secret": 20,
    "appeals_admin:find_person": 15, "appeals_admin:same_applicant": 18,
    "appeals_admin:answer_letter": 17,
    "appeals_admin:file": 12, "appeals_admin:original": 12, "appeals_admin:act": 20,
    "services_admin:visitors_list": 13,
    "services_admin:queue": 30,
}  # fmt: skip
# Lists of the admin, opened by the superuser.
ADMIN_LISTS = {
    "/admin/": 30, "/admin/letters/": 9, "/admin/snippets/services/office/": 9,
    "/admin/snippets/services/official/": 10, "/admin/snippets/services/receptionhours/": 11,
    "/admin/snippets/services/procedure/": 9, "/admin/appeal-kinds/": 9, "/admin/routing-rules/": 11,
    "/admin/reports/site-history/": 34, "/admin/reports/jobs/": 8, "/admin/pages/": 48, "/admin/search-terms/": 8,
    "/admin/users/": 10,
}  # fmt: skip
# Pages of editors, and lists with a query in the address, opened by a citizen.
CONTENT_PAGES = {
    "/kk/": 23, "/kk/procedures/": 16, "/kk/procedures/kelu/": 17, "/kk/standards/": 17,
    "/kk/reports/": 17, "/kk/reports/nauryz/": 17, "/kk/answers/?q=тор": 9, "/kk/search/?q=тор": 25,
}  # fmt: skip
