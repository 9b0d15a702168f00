"""What an installation needs before citizens write: run inside it by `manage.py shell`."""

from tests.builders import a_clerk, a_head, a_kind, a_topic, a_working_office, an_official

a_kind(), a_topic()
office = a_working_office()
a_working_office("TUR")
an_official(office)
print(office.pk, a_clerk(office).pk, a_head(office).pk)
