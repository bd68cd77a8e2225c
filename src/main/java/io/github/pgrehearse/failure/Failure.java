package io.github.pgrehearse.failure;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something outside the program went wrong, and the operator can act on it.
///
/// The message says what failed, in the words of the documentation, followed by the particulars in
/// brackets: `Cannot connect to database [db:5432/app: connection refused]`. The hint is a sentence
/// that says what to do about it. Anything that is not a `Failure` is a bug in the program.
///
/// It extends [IOException] so that it can cross `InputStream.read` and `OutputStream.write` as
/// itself: a failed `pg_dump` and a refused upload stay distinguishable at the far end of a
/// pipeline without wrapping and unwrapping.
///
/// Exit codes are an interface: documented, tested, never reused.
public abstract sealed class Failure extends IOException {

    /// Of a message, in characters; all problems of the settings are one message.
    private static final int LONGEST = 16_000;

    private final int exitCode;
    private final String message;
    private final String hint;

    private Failure(int exitCode, String message, String hint, @Nullable Throwable cause) {
        super(bounded(message), cause);
        this.exitCode = exitCode;
        this.message = bounded(message);
        this.hint = hint;
    }

    /// What a server, a store or a program says may be of any length.
    private static String bounded(String message) {
        if (message.length() <= LONGEST) {
            return message;
        }
        int end = Character.isHighSurrogate(message.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return "%s … and %d characters more"
                .formatted(message.substring(0, end), message.length() - end);
    }

    @Override
    public final String getMessage() {
        return message;
    }

    public final int exitCode() {
        return exitCode;
    }

    public final String hint() {
        return hint;
    }

    /// Of a message, the words of the documentation without the particulars: what anybody may read.
    public static String words(String message) {
        int particulars = message.indexOf(" [");
        return particulars < 0 ? message : message.substring(0, particulars);
    }

    /// The same with one more sentence for the operator.
    public final Failure withHint(String sentence) {
        String more = hint + " " + sentence;
        return switch (this) {
            case Settings _ -> new Settings(message, more);
            case Busy _ -> new Busy(message, more);
            case NotEmpty _ -> new NotEmpty(message, more);
            case Database _ -> new Database(message, more, this);
            case Store store -> new Store(store.kind(), message, more, this);
            case Corrupt _ -> new Corrupt(message, more);
        };
    }

    /// The settings, or the words on the command line, cannot be used as they are.
    public static final class Settings extends Failure {

        public static final int EXIT_CODE = 2;

        public Settings(String message, String hint) {
            super(EXIT_CODE, message, hint, null);
        }

        /// Every problem at once, a line each.
        public Settings(List<String> problems, String hint) {
            this(String.join("\n", problems), hint);
        }
    }

    /// Another backup of the same database to the same place is running.
    public static final class Busy extends Failure {
        public Busy(String message, String hint) {
            super(10, message, hint, null);
        }
    }

    /// What a backup is to be restored into holds something already.
    public static final class NotEmpty extends Failure {
        public NotEmpty(String message, String hint) {
            super(11, message, hint, null);
        }
    }

    /// The database, or the PostgreSQL program talking to it, refused or died.
    public static final class Database extends Failure {
        public Database(String message, String hint) {
            this(message, hint, null);
        }

        public Database(String message, String hint, @Nullable Throwable cause) {
            super(20, message, hint, cause);
        }
    }

    /// The store refused, was unreachable, is full, or lacks what was asked of it.
    public static final class Store extends Failure {

        /// What kind of refusal it was, and so whether trying again may help.
        public enum Kind {
            /// May pass by itself.
            TRANSIENT,
            /// The store answered no: wrong credentials, no permission, no space.
            DENIED,
            /// There is no such object.
            MISSING,
            /// There is such an object already.
            EXISTS
        }

        private final Kind kind;

        public Store(Kind kind, String message, String hint, @Nullable Throwable cause) {
            super(30, message, hint, cause);
            this.kind = kind;
        }

        public Kind kind() {
            return kind;
        }
    }

    /// What the store returned is not what was written to it.
    public static final class Corrupt extends Failure {
        public Corrupt(String message, String hint) {
            super(40, message, hint, null);
        }
    }
}
