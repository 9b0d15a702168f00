"""Wagtail admin pages of appeals: inbox, case, acts, publication, reference data, reports."""
