"""The ticks of a project as a plain form, for those without JavaScript."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from curriculum.models import Project
from curriculum.page_items import PageItem, page_items
from curriculum.places import public_roadmap
from curriculum.sections import SECTION_BY_SLUG, SectionKind

from .models import Enrolment, Tick
from .progress import changes_since
from .ticks import Change, Changes, Refused, apply_changes

LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class FormItem:
    """An item with what the learner says of it. `before` is what it said when it was ticked, if that was something else."""

    item: PageItem
    state: str
    note: str
    before: str


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def project_form(request, roadmap_slug, project_slug):
    roadmap = public_roadmap(roadmap_slug)
    project = (
        Project.objects.child_of(roadmap).live().filter(view_restrictions=None, slug=project_slug).first()
        if roadmap
        else None
    )
    if project is None:
        raise Http404
    items = page_items([project.pk])[project.pk]
    if request.method == "POST":
        try:
            changes = tuple(_changes(request.POST, items))
            sent = Changes(
                changes, seen={item.id: item.wording for item in items}, caught_up="caught-up" in request.POST
            )
            if changes or sent.caught_up:
                apply_changes(user=request.user, project_id=project.pk, sent=sent)
        except Refused as error:
            return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
        messages.success(request, _("Saved.") if changes or sent.caught_up else _("There was nothing to save."))
        back = request.POST.get("next", "")
        allowed = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
        return redirect(back if allowed else request.path)
    enrolment = Enrolment.objects.filter(user=request.user, project=project).first()
    ticks = {tick.item: tick for tick in enrolment.ticks.all()} if enrolment else {}
    return render(
        request,
        "learners/project_form.html",
        {
            "roadmap": roadmap,
            "project": project,
            "sections": list(_sections(items, ticks)),
            "retired": [
                tick
                for item, tick in ticks.items()
                if item not in {known.id for known in items} and (tick.state != Tick.State.TO_DO or tick.note)
            ],
            "changes": changes_since(enrolment.seen, items) if enrolment else None,
            "states": Tick.State.choices,
            "done": sum(ticks[item.id].state == Tick.State.DONE for item in items if item.id in ticks),
            "total": len(items),
            "longest_note": LONGEST_NOTE,
        },
    )


def _sections(items: Iterable[PageItem], ticks: Mapping[str, Tick]) -> Iterable[tuple[SectionKind, list[FormItem]]]:
    for kind, group in groupby(items, key=lambda item: item.section):
        yield SECTION_BY_SLUG[kind], [_form_item(item, ticks.get(item.id)) for item in group]


def _form_item(item: PageItem, tick: Tick | None) -> FormItem:
    if tick is None:
        return FormItem(item, Tick.State.TO_DO, "", "")
    changed = tick.state != Tick.State.TO_DO and tick.wording and tick.wording != item.wording
    return FormItem(item, tick.state, tick.note, tick.words if changed else "")


def _changes(data: Mapping[str, str], items: Iterable[PageItem]) -> Iterable[Change]:
    """What the learner changed in the form: another device may have changed the rest since it was shown."""
    for number, item in enumerate(items, start=1):
        state, was = data.get(f"state-{item.id}"), data.get(f"was-{item.id}")
        note, note_was = (_lines(data.get(f"{name}-{item.id}")) for name in ("note", "note-was"))
        new_state = state if state in Tick.State.values and state != was else None
        new_note = note if note != note_was else None
        if new_note and len(new_note) > max(LONGEST_NOTE, len(note_was or "")):
            raise Refused(f"The note on “{item.words[:60]}” is longer than {LONGEST_NOTE} characters. Shorten it.")
        accepted = f"accept-{item.id}" in data
        if new_state or new_note is not None or accepted:
            yield Change(
                number=number,
                item=item.id,
                state=new_state or (was if accepted and was in Tick.State.values else None),
                note=new_note,
                wording=item.wording,
                words=item.words[:2000],
            )


def _lines(text: str | None) -> str | None:
    """Text as it is stored: forms send line ends of two characters, and PostgreSQL takes no NUL."""
    return text.replace("\r\n", "\n").replace("\0", "") if text is not None else None
