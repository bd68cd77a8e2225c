package io.github.pgrehearse.wire;

import java.util.Locale;

/// A request that has come by. Its headers are not kept: there are credentials among them.
///
/// @param number counted from 1, in the order of arrival
/// @param path as it was sent, percent signs and all
/// @param query without its question mark; empty if there is none
public record WireRequest(int number, String method, String path, String query) {

    static WireRequest of(int number, HttpHead head) {
        String target = head.target();
        int mark = target.indexOf('?');
        return mark < 0
                ? new WireRequest(number, head.method(), target, "")
                : new WireRequest(
                        number,
                        head.method(),
                        target.substring(0, mark),
                        target.substring(mark + 1));
    }

    @Override
    public String toString() {
        String mark = query.isEmpty() ? "" : "?";
        return String.format(Locale.ROOT, "%d %s %s%s%s", number, method, path, mark, query);
    }
}
