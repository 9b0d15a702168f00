"""What the ground floor tells the rooms above.

minute_passed(at)   `manage.py deliver` looks: whoever has something to catch up with does it now
"""

from django.dispatch import Signal

minute_passed = Signal()
