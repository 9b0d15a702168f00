"""The most database queries a page may make when its caches are filled, in the scenario's data.

The numbers are what each page makes today on SQLite. A change may lower a number; whoever raises one
says in the commit why the page needs it.
"""

# By name of the URL, as in access_matrix.py; opened by the first role of VIEWERS that may.
BUDGETS = {
    # portal and APIs
    "healthz": 9, "metrics": 4, "api_docs": 1, "api_search": 3, "api_terms": 1, "api_answers": 2, "api_figures": 1,
    "api_ledger_roots": 2, "api_ledger_proof": 4, "api_ledger_consistency": 2,
    "api_offices": 2, "api_slots": 6, "sitemap": 6, "robots": 0,
    "patterns": 11, "wagtailcore_login": 0, "wagtail_serve": 5,
    # search
    "search:results": 3, "search:suggest": 0, "search:opensearch": 0, "search:feed": 3,
    # services
    "services:offices": 5, "services:schedule": 0, "services:office": 7, "services:office_ics": 1,
    "services:ticket": 0, "services:ticket_move": 6, "services:ticket_pdf": 3,
    "services:ticket_ics": 2, "services:stand": 2, "services:stand_pdf": 3, "services:kiosk": 2,
    "kk/offices/<slug:slug>/stand/stand.pdf": 3, "kk/offices/<slug:slug>/stand/kiosk/": 2,
    # appeals
    "appeals:lost_secret": 0, "appeals:recovery_code": 0,
    "appeals:status": 0, "appeals:answers": 2, "appeals:answer": 2, "appeals:answers_feed": 1,
    "appeals:figures": 3, "appeals:terms": 1,
    "appeals:ledger": 2, "appeals:ledger_script": 0, "appeals:ledger_feed": 1, "appeals:ledger_file": 5,
    # forms and home
    "forms:appeal": 2, "forms:booking": 1, "forms:resume": 0, "forms:consent": 0, "forms:consent_version": 0, "forms:saved": 1,
    "forms:appeal_step": 3, "forms:add_document": 2, "forms:change_contact": 2, "home:media_feed": 1,
    # the admin
    "appeals_admin:inbox": 29, "appeals_admin:inbox_results": 19, "appeals_admin:register": 24,
    "appeals_admin:queue": 15, "appeals_admin:rules": 14, "appeals_admin:rules_results": 6,
    "appeals_admin:check": 21, "appeals_admin:prepare": 20, "appeals_admin:case": 29,
    "appeals_admin:print": 19, "appeals_admin:receipt": 18, "appeals_admin:replace_secret": 20,
    "appeals_admin:find_person": 15, "appeals_admin:same_applicant": 18,
    "appeals_admin:answer_letter": 17,
    "appeals_admin:file": 14, "appeals_admin:original": 14, "appeals_admin:act": 20,
    "services_admin:visitors_list": 13,
    "services_admin:queue": 30,
}  # fmt: skip
# Lists of the admin, opened by the superuser.
ADMIN_LISTS = {
    "/admin/": 33, "/admin/letters/": 9, "/admin/snippets/services/office/": 9,
    "/admin/snippets/services/official/": 10, "/admin/snippets/services/receptionhours/": 11,
    "/admin/snippets/services/procedure/": 9, "/admin/appeal-kinds/": 9, "/admin/routing-rules/": 11,
    "/admin/reports/site-history/": 34, "/admin/reports/jobs/": 8, "/admin/pages/": 48, "/admin/search-terms/": 8,
    "/admin/users/": 10,
}  # fmt: skip
# Pages of editors, and lists with a query in the address, opened by a citizen.
CONTENT_PAGES = {
    "/kk/": 5, "/kk/procedures/": 5, "/kk/procedures/kelu/": 5, "/kk/standards/": 4,
    "/kk/reports/": 5, "/kk/reports/nauryz/": 5, "/kk/answers/?q=тор": 2, "/kk/search/?q=тор": 15,
}  # fmt: skip
