package io.github.pgrehearse;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Reads from the sources every message that the program can show as an ERROR or a WARNING: what
/// makes a `Failure` or a problem of a setting, what is logged at these levels, and what is called
/// `warning` or added to `warnings`.
///
/// Each has to begin with words that stand in the sources, however they get there: as a literal, a
/// constant, an argument. That is the rule for messages, and what makes this possible.
final class ToldMessages extends TreePathScanner<@Nullable Void, @Nullable Void> {

    private static final Map<String, Integer> EXIT_CODES =
            Map.of(
                    "Settings",
                    2,
                    "Busy",
                    10,
                    "NotEmpty",
                    11,
                    "Database",
                    20,
                    "Store",
                    30,
                    "Corrupt",
                    40);

    private final Sources sources;
    private final SortedSet<Told> told = new TreeSet<>();
    private final List<String> unreadable = new ArrayList<>();

    private ToldMessages(Sources sources) {
        this.sources = sources;
    }

    static SortedSet<Told> of(Path folder) throws IOException {
        ToldMessages messages = new ToldMessages(new Sources(parse(folder)));
        messages.sources.units().forEach(unit -> messages.scan(unit, null));
        if (!messages.unreadable.isEmpty()) {
            throw new AssertionError(
                    "begin each message with words that stand in the source:\n"
                            + String.join("\n", messages.unreadable));
        }
        return messages.told;
    }

    private static List<CompilationUnitTree> parse(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder);
                StandardJavaFileManager files =
                        ToolProvider.getSystemJavaCompiler()
                                .getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<Path> sources = walk.filter(file -> file.toString().endsWith(".java")).toList();
            JavacTask task =
                    (JavacTask)
                            ToolProvider.getSystemJavaCompiler()
                                    .getTask(
                                            null,
                                            files,
                                            null,
                                            List.of("-proc:none"),
                                            null,
                                            files.getJavaFileObjectsFromPaths(sources));
            List<CompilationUnitTree> units = new ArrayList<>();
            task.parse().forEach(units::add);
            return units;
        }
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree made, @Nullable Void nothing) {
        String type = made.getIdentifier().toString();
        if (type.startsWith("Failure.")) {
            String kind = type.substring("Failure.".length());
            @Nullable Integer code = EXIT_CODES.get(kind);
            if (code == null) {
                throw new AssertionError("what is the exit code of " + type + "?");
            }
            ExpressionTree message = made.getArguments().get(kind.equals("Store") ? 1 : 0);
            if (!isListOfProblems(message)) {
                tell(message, code);
            }
        } else if (type.equals("Problem")) {
            tell(made.getArguments().get(1), EXIT_CODES.getOrDefault("Settings", 0));
        }
        return super.visitNewClass(made, null);
    }

    /// Each of which is read where it is made.
    private static boolean isListOfProblems(ExpressionTree message) {
        return message.toString().contains("map(Problem::text)");
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void nothing) {
        List<? extends ExpressionTree> arguments = call.getArguments();
        if (call.getMethodSelect() instanceof MemberSelectTree select && !arguments.isEmpty()) {
            String first = arguments.getFirst().toString();
            String method = select.getIdentifier().toString();
            if (method.equals("log") && first.matches(".*\\b(ERROR|WARNING)\\b.*")) {
                tellUnlessToldBefore(arguments.get(1));
            } else if (select.toString().equals("warnings.add")) {
                tellUnlessToldBefore(arguments.getFirst());
            } else if (method.equals("println") && first.startsWith("\"ERROR: ")) {
                tellUnlessToldBefore(arguments.getFirst());
            }
        }
        return super.visitMethodInvocation(call, null);
    }

    @Override
    public @Nullable Void visitVariable(VariableTree variable, @Nullable Void nothing) {
        @Nullable ExpressionTree value = variable.getInitializer();
        if (variable.getName().contentEquals("warning") && value != null) {
            tell(value, Told.OTHER);
        }
        return super.visitVariable(variable, null);
    }

    @Override
    public @Nullable Void visitReturn(ReturnTree returned, @Nullable Void nothing) {
        @Nullable MethodTree method = Sources.enclosing(getCurrentPath(), MethodTree.class);
        if (method != null && method.getName().contentEquals("warning")) {
            tell(returned.getExpression(), Told.OTHER);
        }
        return super.visitReturn(returned, null);
    }

    /// What a failure says of itself, what the command line's library says, and what is called a
    /// warning, is read elsewhere.
    private void tellUnlessToldBefore(ExpressionTree message) {
        String text = message.toString();
        boolean before = text.matches("(?s)(\"ERROR: \".*)?\\w+\\.getMessage\\(\\).*");
        if (!before && !text.equals("warning")) {
            tell(message, Told.OTHER);
        }
    }

    private void tell(ExpressionTree message, int exitCode) {
        TreePath place = new TreePath(getCurrentPath(), message);
        String file =
                Path.of(place.getCompilationUnit().getSourceFile().getName()).getFileName() + "";
        for (String text : sources.texts(place)) {
            String words =
                    text.replaceFirst("^ERROR: ", "")
                            .split(" \\[|: |\\. |\\.$", -1)[0]
                            .replaceAll("%[sd]", "<>");
            if (words.replaceAll("<>|\\W", "").length() < 5) {
                unreadable.add("%s: %s".formatted(file, message));
            }
            told.add(new Told(words, exitCode, file));
        }
    }
}
