"""One way to write: an action is keyword-only, one transaction, says who acts, and is logged."""

import ast

from tests.guards.source import called, calls, decorators, modules, public_functions

# Reason beside each; one that no longer needs it fails.
NOT_ATOMIC = {
    "larka/records/actions/drafts.py forget_seen_drafts": "one statement, part of the action that saves for good",
    "larka/exchange/actions.py import_register": "an import is one transaction in register_import, a comparison another",
    "larka/talks/actions/preparing.py lock_preparations": "part of the action by which a talk is held",
    "larka/people/actions/by_name.py settle_by_name": "part of the import's transaction",
    "larka/people/actions/by_name.py forget_declined": "part of the import's transaction",
    "larka/people/actions/working_names.py name_protected_staff": "part of the import's transaction",
}
LOGS_ELSEWHERE = {
    "larka/media/actions/uploads.py begin_upload": "what becomes of the file is logged, with whom it is about",
    "larka/media/actions/uploads.py continue_upload": "what becomes of the file is logged, with whom it is about",
    "larka/media/actions/uploads.py forget_upload": "nothing became of the file",
    "larka/media/actions/uploads.py keep_upload": "what becomes of the file is logged, with whom it is about",
    "larka/assessments/actions.py print_unit": "start_job logs",
    "larka/people/actions/waiting.py confirm_change": "by_name.confirm logs, with the child",
    "larka/people/actions/waiting.py take_up_again": "by_name.forget logs, with the child",
    "larka/web/actions.py save_profile": "change_profile logs",
    "larka/records/actions/drafts.py forget_seen_drafts": "part of the action that saves for good",
    "larka/talks/actions/losing.py free_lost_times": "cancel logs, child by child",
    "larka/talks/actions/losing.py warn_of_known_times": "queue_notice logs, with the child",
    "larka/talks/actions/preparing.py start_preparations": "start_round logs",
    "larka/talks/actions/preparing.py remove_preparations": "remove_round logs",
    "larka/talks/actions/preparing.py add_preparations": "add_children logs",
    "larka/talks/actions/preparing.py lock_preparations": "to_stage and publish log, child by child",
    "larka/talks/actions/preparing.py lock_again": "to_stage and publish log",
    "larka/talks/actions/preparing.py open_for_talk": "to_stage logs, child by child",
}
WRITES_AS_A_PART = {
    "larka/questionnaires/actions/filling.py to_stage": "part of the action that has asked whether it may",
    "larka/questionnaires/actions/filling.py publish": "part of the action that has asked whether it may",
    "larka/talks/actions/booking.py cancel": "part of the action that has locked the talk",
    "larka/plans/actions/goals.py add_wording": "part of the action that words the goal",
    "larka/media/actions/media.py take_in": "part of the action that hangs it on something",
    "larka/media/actions/media.py remove": "part of the action that takes it from what it hangs on",
    "larka/people/actions/moving.py move_back": "part of approve_split",
    "larka/people/actions/moving.py end_sessions": "part of a merge and a split",
    "larka/people/actions/by_name.py let_wait": "part of settle_by_name",
    "larka/people/actions/by_name.py confirm": "part of settle_by_name",
    "larka/people/actions/by_name.py end_responsible": "part of settle_by_name",
    "larka/people/actions/by_name.py replace_number": "part of settle_by_name",
    "larka/people/actions/by_name.py decide": "part of settle_by_name",
    "larka/people/actions/by_name.py forget": "part of forget_declined, or of take_up_again",
    "larka/people/actions/register_import.py record_run": "part of the import's transaction",
}
_WRITES = (".create", ".save", ".update", ".delete", ".bulk_create", ".bulk_update", ".update_or_create", ".get_or_create")


def _public() -> dict[str, ast.FunctionDef]:
    return {f"{path} {f.name}": f for path, tree in modules("actions") for f in public_functions(tree)}


def _is_action(function: ast.FunctionDef) -> bool:
    return "by" in {argument.arg for argument in function.args.kwonlyargs}


def test_whatever_writes_is_an_action_and_says_who_acts() -> None:
    """A11: ``by`` is the actor; there is no other way to know."""
    writing = {name for name, f in _public().items() if not _is_action(f) and any(called(call).endswith(_WRITES) for call in calls(f))} - {
        "larka/audit/actions.py record"
    }
    assert writing == set(WRITES_AS_A_PART)


def test_actions_take_everything_by_keyword() -> None:
    """A11: the place where it is called reads as a sentence."""
    assert [name for name, f in _public().items() if _is_action(f) and (f.args.args or f.args.posonlyargs)] == []


def test_actions_are_one_transaction() -> None:
    """Q2: nothing is half-saved."""
    loose = {name for name, f in _public().items() if _is_action(f) and "transaction.atomic" not in decorators(f)}
    assert loose == set(NOT_ATOMIC)


def test_actions_are_logged() -> None:
    """A11: every writing of a child's documentation, in the same transaction."""
    silent = set()
    for path, tree in modules("actions"):
        logging = _functions_that_log(tree)
        silent |= {f"{path} {f.name}" for f in public_functions(tree) if _is_action(f) and f.name not in logging}
    assert silent == set(LOGS_ELSEWHERE)


def _functions_that_log(tree: ast.Module) -> set[str]:
    """Functions of the module that call ``record``, by themselves or through each other."""
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    reached = {name: {called(call) for call in calls(node)} for name, node in functions.items()}
    logging = {name for name, names in reached.items() if names & {"record", "record_run"}}
    while more := {name for name, names in reached.items() if names & logging} - logging:
        logging |= more
    return logging
