"""What the house style asks of every file, checked where no other tool does."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import lints
from tests.architecture.source import ROOT, files, modules, place, tree

LONGEST_FILE = 400
DATES_BACK = ROOT / "config/demo/past.py"
"""The demo plays its stories through the services, then moves them into last week."""


def test_no_file_is_longer_than_400_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in files(".py", ".ts", ".tsx")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}, "split into a package of the same name"


def test_every_module_says_what_it_owns() -> None:
    silent = [
        str(path.relative_to(ROOT)) for path in files(".py") if lints.missing_docstring(tree(path))
    ]
    assert silent == []


def test_only_the_kernel_writes_conversations_messages_and_entries() -> None:
    offences = [
        place(path, node)
        for path in modules("knowledge", "agents", "escalation", "flows", "config")
        if path != DATES_BACK
        for node in lints.kernel_writes(tree(path))
    ]
    assert offences == [], "call a service of chat"


def test_logs_hold_neither_words_nor_persons() -> None:
    offences = [place(path, node) for path in modules() for node in lints.telling_logs(tree(path))]
    assert offences == [], "log a constant sentence, with ids in extra"


def test_news_and_calls_travel_as_the_import_contracts_say() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [program, "--no-cache"], cwd=ROOT, env=os.environ, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]


# The lints themselves


WRITING = [
    "Conversation.objects.filter(pk=1).update(state='closed')",
    "Conversation.objects.create()",
    "Message.objects.bulk_create([])",
    "TimelineEntry.objects.all().delete()",
    "conversation.save(update_fields=['state'])",
    "visitor.conversations.create()",
    "assignment.conversation.save()",
]
READING = [
    "Conversation.objects.filter(pk=1).first()",
    "Site.objects.create()",
    "assignment.save()",
    "Assignment.objects.filter(conversation=conversation).update(state='ended')",
    "values.update(conversation=1)",
]


@pytest.mark.parametrize("code", WRITING)
def test_writes_to_the_kernels_rows_are_seen(code: str) -> None:
    assert len(list(lints.kernel_writes(ast.parse(code)))) == 1


@pytest.mark.parametrize("code", READING)
def test_reads_and_writes_of_other_rows_are_fine(code: str) -> None:
    assert list(lints.kernel_writes(ast.parse(code))) == []


TELLING = [
    "logger.info(f'said {text}')",
    "logger.info('said %s', message.text)",
    "logger.info(text)",
    "logger.info('said', extra={'text': text})",
    "logger.info('said', extra={'words': 5})",
    "logger.info('said', extra={'said': message.text})",
    "logger.info('said', extra={'said': entry.payload['text']})",
    "logger.info('said', extra={'said': text.strip()[:20]})",
    "logger.info('said', extra=fields)",
    "logger.info('said', extra={**fields})",
    "self.logger.warning('said', extra={'who': visitor.email})",
]
DISCREET = [
    "logger.info('message stored')",
    "logger.info('stored', extra={'conversation': pk, 'seq': entry.seq})",
    "logger.exception('failed', extra={'error': type(error).__name__})",
    "logger.info('released', extra={'length': len(answer.text)})",
    "logger.info('not possible', extra={'step': name})",
    "messages.info(request, text)",
]


@pytest.mark.parametrize("code", TELLING)
def test_logs_that_tell_what_people_wrote_are_seen(code: str) -> None:
    assert list(lints.telling_logs(ast.parse(code)))


@pytest.mark.parametrize("code", DISCREET)
def test_discreet_logs_are_fine(code: str) -> None:
    assert list(lints.telling_logs(ast.parse(code))) == []
