"""Periodic jobs: management commands that `manage.py worker` runs at their time.

registry.py    which jobs there are; each package registers its own
timetable.py   when a job is due next (pure)
runs.py        the only writer of PeriodicJob: claims, leases, results
worker.py      the loop of `manage.py worker`
"""
