"""Finding queued work by its name: each app declares its own in ``tasks.py``, which only those who need it import."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps

from larka.jobs.work import TASKS, Task

CARRY_OUT = "jobs.tasks.carry_out_job"


def load_tasks() -> None:
    """Import every app's ``tasks``: whoever carries out work must know it by name."""
    for config in apps.get_app_configs():
        if config.name.startswith("larka.") and find_spec(f"{config.name}.tasks"):
            import_module(f"{config.name}.tasks")


def task_called(name: str) -> Task[Any]:
    """The work of this name, for whoever stands below the app that declares it."""
    if name not in TASKS:
        load_tasks()
    return TASKS[name]
