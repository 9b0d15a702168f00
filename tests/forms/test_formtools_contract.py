"""What the wizards rely on in django-formtools: public hooks only, with these signatures."""

import ast
import inspect
from pathlib import Path

import pytest
from formtools.wizard.storage.base import BaseStorage
from formtools.wizard.views import NamedUrlWizardView

from forms.appeal.wizard import AppealWizard
from forms.booking.wizard import BookingWizard
from forms.draft_storage import DraftStorage
from forms.wizard import DraftWizard

WIZARD_MODULES = ["wizard.py", "draft_storage.py", "appeal/wizard.py", "booking/wizard.py"]
FORMS_DIR = Path(inspect.getfile(DraftWizard)).parent
# Hook → parameters after self.
WIZARD_HOOKS = {
    "get_form": ["step", "data", "files"],
    "get_form_list": [],
    "get_form_kwargs": ["step"],
    "get_form_prefix": ["step", "form"],
    "get_cleaned_data_for_step": ["step"],
    "get_next_step": ["step"],
    "get_prev_step": ["step"],
    "get_step_url": ["step"],
    "render": ["form", "kwargs"],
}
STORAGE_HOOKS = {
    "init_data": [],
    "get_step_data": ["step"],
    "set_step_data": ["step", "cleaned_data"],
}


def parameters(function) -> list[str]:
    return list(inspect.signature(function).parameters)[1:]


@pytest.mark.parametrize(
    ("base", "name", "expected"),
    [
        *((NamedUrlWizardView, name, names) for name, names in WIZARD_HOOKS.items()),
        *((BaseStorage, name, names) for name, names in STORAGE_HOOKS.items()),
    ],
)
def test_formtools_hook_keeps_its_signature(base, name, expected):
    assert parameters(getattr(base, name)) == expected


def test_storage_dictionary_holds_steps_under_step_data_key():
    storage = BaseStorage("wizard")
    storage.init_data()
    assert storage.data[BaseStorage.step_data_key] == {}
    assert DraftStorage.step_data_key == BaseStorage.step_data_key


@pytest.mark.parametrize("name", WIZARD_MODULES)
def test_wizard_modules_use_no_private_attribute(name):
    tree = ast.parse((FORMS_DIR / name).read_text(encoding="utf-8"))
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert not [name for name in attributes if name.startswith("_") and not name.endswith("__")]
    assert not names & {"delattr", "getattr", "setattr"}


@pytest.mark.parametrize("wizard_class", [AppealWizard, BookingWizard])
def test_wizard_overrides_the_cached_hooks(wizard_class):
    """formtools caches both within a request; ours must forget when an answer changes."""
    for name in ("get_form_list", "get_cleaned_data_for_step"):
        assert getattr(wizard_class, name) is getattr(DraftWizard, name)
        assert getattr(DraftWizard, name) is not getattr(NamedUrlWizardView, name)
