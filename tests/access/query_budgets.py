"""The most database queries a page may make when its caches are filled, in the scenario's data.

The numbers are what each page makes today on SQLite. A change may lower a number; whoever raises one
says in the commit why the page needs it.
"""

# By name of the URL, as in access_matrix.py; opened by the first role of VIEWERS that may.
BUDGETS = {
    # portal and APIs
    "healthz": 9, "api_docs": 4, "api_search": 3, "api_terms": 1, "api_answers": 2, "api_figures": 4,
    "api_offices": 4, "api_slots": 6, "sitemap": 17, "robots": 0,
    "patterns": 11, "wagtailcore_login": 3, "wagtail_serve": 13,
    # search
    "search:results": 7, "search:suggest": 0, "search:opensearch": 2, "search:feed": 3,
    # services
    "services:offices": 14, "services:schedule": 8, "services:office": 30, "services:office_ics": 4,
    "services:ticket": 3, "services:ticket_move": 9, "services:ticket_pdf": 3,
    "services:ticket_ics": 2, "services:stand": 17, "services:stand_pdf": 14, "services:kiosk": 8,
    "kk/offices/<slug:slug>/stand/stand.pdf": 14, "kk/offices/<slug:slug>/stand/kiosk/": 8,
    # appeals
    "appeals:lost_secret": 3, "appeals:recovery_code": 3,
    "appeals:status": 3, "appeals:answers": 7, "appeals:answer": 5, "appeals:answers_feed": 1,
    "appeals:figures": 12, "appeals:terms": 4,
    # forms and home
    "forms:appeal": 5, "forms:booking": 4, "forms:resume": 3, "forms:consent": 3, "forms:saved": 4,
    "forms:appeal_step": 6, "forms:add_document": 5, "forms:change_contact": 5, "home:media_feed": 2,
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
    "/kk/": 19, "/kk/procedures/": 12, "/kk/procedures/kelu/": 11, "/kk/standards/": 13,
    "/kk/reports/": 13, "/kk/reports/nauryz/": 11, "/kk/answers/?q=тор": 7, "/kk/search/?q=тор": 23,
}  # fmt: skip
