"""The staff's side, in Wagtail's admin: inbox, one appeal, its acts, publication, reference."""
