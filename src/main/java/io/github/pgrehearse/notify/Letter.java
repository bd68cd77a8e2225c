package io.github.pgrehearse.notify;

import java.util.Map;

/// One request to be made, and made again until it is taken.
///
/// @param body none if it is empty: then it is a GET, else a POST
/// @param expendable whether it goes first where there is no room for all
record Letter(Address to, Map<String, String> headers, String body, boolean expendable) {

    Letter {
        headers = Map.copyOf(headers);
    }
}
