"""Four eyes (nobody approves their own): the approval workflow on the guidance tree, and the rights of editors."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Workflow, WorkflowPage, WorkflowTask

from cms.models import GuidanceIndexPage, SecondEditorApproval
from network.membership.roles import EDITORS

NAME = "A second editor approves"


def ensure_workflow(home: Page, guidance: GuidanceIndexPage) -> Workflow:
    """Give editors the right to add and change pages (not to publish guidance) and put the approval on the guidance tree."""
    editors = Group.objects.get_or_create(name=EDITORS)[0]
    # Wagtail's own migration made a group that may publish everything, and gave editors the whole tree.
    Group.objects.filter(name="Moderators").delete()
    GroupPagePermission.objects.filter(page__depth=1).delete()
    editors.permissions.add(*Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin"))
    editors.permissions.add(*Permission.objects.filter(content_type__app_label="search", content_type__model="term"))
    editors.permissions.add(
        *Permission.objects.filter(content_type__app_label="cases", content_type__model__in=("casecollection", "safeword"))
    )
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.get_or_create(group=editors, page=home, permission=permission)
    root = Collection.get_first_root_node()
    for model in ("houseimage", "housedocument"):
        for permission in Permission.objects.filter(
            content_type__app_label="cms", codename__in=[f"add_{model}", f"choose_{model}"]
        ):
            GroupCollectionPermission.objects.get_or_create(group=editors, collection=root, permission=permission)
    Workflow.objects.exclude(name=NAME).update(active=False)
    WorkflowPage.objects.exclude(workflow__name=NAME).delete()
    workflow = Workflow.objects.get_or_create(name=NAME, defaults={"active": True})[0]
    task = SecondEditorApproval.objects.get_or_create(name=NAME, defaults={"active": True})[0]
    task.groups.set([editors])
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr)
    WorkflowPage.objects.update_or_create(page=Page.objects.get(pk=guidance.pk), defaults={"workflow": workflow})
    return workflow
