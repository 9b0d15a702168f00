"""Accounts of staff: their sessions, devices, passwords, invitations and absences."""
