package dev.bastide.page;

import java.util.UUID;

/**
 * A view of a list that somebody gave a name: an address with filters, order and columns. The address alone shows the
 * same to whoever may open the list, so that a view is shared by its link.
 *
 * @param query what stands behind the question mark; empty for the whole list
 * @param standing whether its owner's list opens with it
 */
public record SavedView(UUID id, String name, String path, String query, boolean standing) {

    /** The address that opens it. */
    public String address() {
        return path + "?" + (query.isEmpty() ? ListQuery.WHOLE : query);
    }
}
