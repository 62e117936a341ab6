package dev.bastide.notification;

import dev.bastide.authority.PersonId;

/** A security message lay unread for a day. */
public record SecurityNoticeUnread(NoticeId notice, PersonId person) {}
