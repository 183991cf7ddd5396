"""Who hears of a reply. Decided when the mail is sent, not when the post was written: access may have gone meanwhile."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage

from network.forum.models import Follow, Post, Thread
from network.shell.tasks import task


@task()
def tell_followers(post_id: int) -> int:
    """Mail each follower a link, never a word of the text or the title. Return how many were told."""
    post = Post.objects.filter(pk=post_id, withdrawn=False).select_related("thread__board", "author").first()
    if post is None:
        return 0
    told = 0
    follows = Follow.objects.filter(thread=post.thread, user__is_active=True).exclude(user=post.author)
    for follow in follows.select_related("user"):
        # SECURITY: the door again, for each reader, at the moment of sending.
        if not Thread.objects.visible_to(follow.user).filter(pk=post.thread_id).exists():
            continue
        body = (
            f"Dear {follow.user.display_name},\n\n"
            "There is a new reply in a thread you follow.\n\n"
            f"Read it: {settings.SITE_URL}{post.get_absolute_url()}\n\n"
            "For the patient's sake, our mail never carries the text itself. You can stop following on the thread's page.\n\n"
            f"{settings.SITE_NAME}\n"
        )
        EmailMessage("A new reply in a thread you follow", body, to=[follow.user.email]).send(fail_silently=False)
        told += 1
    return told
