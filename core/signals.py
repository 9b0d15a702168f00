"""Signals that core sends to the packages above.

minute_passed(at)   sent by every run of `manage.py deliver`: receivers do their periodic work
"""

from django.dispatch import Signal

minute_passed = Signal()
