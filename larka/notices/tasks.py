"""What the worker does with notices; it is declared beside what it does, so that an action can queue it."""

from larka.notices.sending.work import begin_digests, look_after, push_part, send_digests, send_part, sms_part

__all__ = ["begin_digests", "look_after", "push_part", "send_digests", "send_part", "sms_part"]
