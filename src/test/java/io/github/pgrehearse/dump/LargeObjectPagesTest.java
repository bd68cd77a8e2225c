package io.github.pgrehearse.dump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LargeObjectPagesTest {

    private final LargeObjectPages pages = new LargeObjectPages(4);

    private static LargeObjects scanned(String dump) {
        DumpScanner scanner = new DumpScanner();
        byte[] bytes = dump.getBytes(UTF_8);
        scanner.scan(bytes, 0, bytes.length);
        return scanner.contents().largeObjects();
    }

    private static String object(String oid, String hex) {
        return "SELECT pg_catalog.lo_open('%s', 131072);SELECT pg_catalog.lowrite(0, '\\x%s');SELECT pg_catalog.lo_close(0);"
                .formatted(oid, hex);
    }

    @Test
    void areTheSameAsInADump() {
        pages.page("7", 0, new byte[] {1, 2, 3, 4});
        pages.page("7", 1, new byte[] {5});
        pages.page("9", 0, new byte[] {6});
        pages.object("8");

        assertThat(pages.result())
                .isEqualTo(
                        scanned(
                                object("7", "0102030405")
                                        + object("9", "06")
                                        + "SELECT pg_catalog.lo_open('8', 131072);SELECT pg_catalog.lo_close(0);"));
    }

    @Test
    void haveHolesOfZeros() {
        pages.page("7", 1, new byte[] {1});
        pages.page("7", 3, new byte[] {2, 3});

        assertThat(pages.result()).isEqualTo(scanned(object("7", "0000000001000000000000000203")));
    }

    @Test
    void mayBeNone() {
        assertThat(pages.result()).isEqualTo(LargeObjects.NONE);
    }
}
