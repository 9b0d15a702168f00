"""Hooks of Wagtail's admin that concern the whole installation."""

from wagtail import hooks

from portal.first_steps import add_panel

hooks.register("construct_homepage_panels", add_panel)
