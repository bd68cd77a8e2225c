package io.github.pgrehearse;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/// The sources of a program, and what texts an expression in them can stand for: as far as literals
/// tell it, with `%s` for the rest. Names are followed to constants, local variables and, through
/// the parameters of methods, to the arguments of their callers.
final class Sources {

    private static final String UNKNOWN = "%s";

    private final List<CompilationUnitTree> units;
    private final Set<Tree> asked = new HashSet<>();

    Sources(List<CompilationUnitTree> units) {
        this.units = List.copyOf(units);
    }

    List<CompilationUnitTree> units() {
        return units;
    }

    /// Every text that the expression at the end of the path can be.
    Set<String> texts(TreePath place) {
        if (!asked.add(place.getLeaf())) {
            return Set.of(UNKNOWN); // it is a part of itself, as in a recursion
        }
        try {
            return read(place);
        } finally {
            asked.remove(place.getLeaf());
        }
    }

    private Set<String> read(TreePath place) {
        return switch (place.getLeaf()) {
            case LiteralTree literal -> Set.of(String.valueOf(literal.getValue()));
            case ParenthesizedTree inner -> texts(below(place, inner.getExpression()));
            case BinaryTree sum -> ofSum(place, sum);
            case ConditionalExpressionTree choice ->
                    both(
                            texts(below(place, choice.getTrueExpression())),
                            texts(below(place, choice.getFalseExpression())));
            case SwitchExpressionTree choice -> ofCases(place, choice);
            case MethodInvocationTree call -> ofCall(place, call);
            case IdentifierTree name -> ofName(place, name.getName().toString());
            default -> Set.of(UNKNOWN);
        };
    }

    /// What follows the bracket does not matter.
    private Set<String> ofSum(TreePath place, BinaryTree sum) {
        Set<String> left = texts(below(place, sum.getLeftOperand()));
        return left.stream().allMatch(text -> text.contains(" ["))
                ? left
                : joined(left, texts(below(place, sum.getRightOperand())));
    }

    private Set<String> ofCases(TreePath place, SwitchExpressionTree choice) {
        Set<String> texts = new HashSet<>();
        for (CaseTree one : choice.getCases()) {
            @Nullable Tree body = one.getBody();
            texts.addAll(
                    body instanceof ExpressionTree ? texts(below(place, body)) : Set.of(UNKNOWN));
        }
        return texts;
    }

    /// `template.formatted(first, ...)`, a method of the same class, or one without parameters.
    private Set<String> ofCall(TreePath place, MethodInvocationTree call) {
        int arguments = call.getArguments().size();
        if (!(call.getMethodSelect() instanceof MemberSelectTree select)) {
            String name = call.getMethodSelect().toString();
            return ofReturned(List.of(place.getCompilationUnit()), name, arguments);
        }
        if (select.getIdentifier().contentEquals("formatted")) {
            return ofFormat(place, select.getExpression(), call);
        }
        return arguments == 0
                ? ofReturned(units, select.getIdentifier().toString(), 0)
                : Set.of(UNKNOWN);
    }

    private Set<String> ofReturned(List<CompilationUnitTree> where, String name, int parameters) {
        Set<String> texts = new HashSet<>();
        for (TreePath method : find(where, tree -> isMethod(tree, name, parameters))) {
            for (TreePath returned : find(method, ReturnTree.class::isInstance)) {
                @Nullable ExpressionTree value = ((ReturnTree) returned.getLeaf()).getExpression();
                if (value != null) {
                    texts.addAll(texts(below(returned, value)));
                }
            }
        }
        return texts.isEmpty() ? Set.of(UNKNOWN) : texts;
    }

    /// What the first `%s` stands for matters only at the very beginning.
    private Set<String> ofFormat(TreePath place, ExpressionTree format, MethodInvocationTree call) {
        Set<String> texts = new HashSet<>();
        for (String text : texts(below(place, format))) {
            if (text.startsWith(UNKNOWN) && !call.getArguments().isEmpty()) {
                Set<String> first = texts(below(place, call.getArguments().getFirst()));
                texts.addAll(joined(first, Set.of(text.substring(UNKNOWN.length()))));
            } else {
                texts.add(text);
            }
        }
        return texts;
    }

    private Set<String> ofName(TreePath place, String name) {
        for (TreePath at = place; at != null; at = at.getParentPath()) {
            if (at.getLeaf() instanceof MethodTree method) {
                int index = parameters(method).indexOf(name);
                if (index >= 0) {
                    return ofArguments(at, method, index);
                }
            }
            if (at.getLeaf() instanceof MethodTree || at.getLeaf() instanceof ClassTree) {
                List<TreePath> values = find(at, tree -> valueFor(name, tree) != null);
                if (!values.isEmpty()) {
                    TreePath set = values.getFirst();
                    return texts(below(set, Objects.requireNonNull(valueFor(name, set.getLeaf()))));
                }
            }
        }
        return Set.of(UNKNOWN);
    }

    /// What a variable, constant or field of this name is set to here, if it is.
    private static @Nullable ExpressionTree valueFor(String name, Tree tree) {
        return switch (tree) {
            case VariableTree variable when variable.getName().contentEquals(name) ->
                    variable.getInitializer();
            case AssignmentTree set when set.getVariable().toString().equals("this." + name) ->
                    set.getExpression();
            default -> null;
        };
    }

    /// Of all callers, by the name of the method and the number of its parameters.
    private Set<String> ofArguments(TreePath place, MethodTree method, int index) {
        boolean here = method.getModifiers().getFlags().contains(Modifier.PRIVATE);
        List<CompilationUnitTree> where = here ? List.of(place.getCompilationUnit()) : units;
        @Nullable ClassTree owner = enclosing(place, ClassTree.class);
        String name =
                method.getName().contentEquals("<init>") && owner != null
                        ? owner.getSimpleName().toString()
                        : method.getName().toString();
        Set<String> texts = new HashSet<>();
        for (TreePath call : find(where, tree -> calls(tree, name))) {
            List<? extends ExpressionTree> arguments = arguments(call.getLeaf());
            if (arguments.size() == method.getParameters().size()) {
                texts.addAll(texts(below(call, arguments.get(index))));
            }
        }
        return texts.isEmpty() ? Set.of(UNKNOWN) : texts;
    }

    private static boolean calls(Tree tree, String name) {
        return switch (tree) {
            case MethodInvocationTree call ->
                    call.getMethodSelect().toString().matches("(?s)(.*\\.)?" + name);
            case NewClassTree made -> made.getIdentifier().toString().equals(name);
            default -> false;
        };
    }

    private static List<? extends ExpressionTree> arguments(Tree call) {
        return switch (call) {
            case MethodInvocationTree invocation -> invocation.getArguments();
            case NewClassTree made -> made.getArguments();
            default -> List.of();
        };
    }

    private static boolean isMethod(Tree tree, String name, int parameters) {
        return tree instanceof MethodTree method
                && method.getName().contentEquals(name)
                && method.getParameters().size() == parameters;
    }

    private static List<String> parameters(MethodTree method) {
        return method.getParameters().stream()
                .map(parameter -> parameter.getName().toString())
                .toList();
    }

    static <T extends Tree> @Nullable T enclosing(TreePath place, Class<T> kind) {
        for (TreePath at = place; at != null; at = at.getParentPath()) {
            if (kind.isInstance(at.getLeaf())) {
                return kind.cast(at.getLeaf());
            }
        }
        return null;
    }

    private static List<TreePath> find(List<CompilationUnitTree> where, Predicate<Tree> wanted) {
        return where.stream().flatMap(unit -> find(new TreePath(unit), wanted).stream()).toList();
    }

    private static List<TreePath> find(TreePath where, Predicate<Tree> wanted) {
        List<TreePath> found = new ArrayList<>();
        new TreePathScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void scan(@Nullable Tree tree, @Nullable Void nothing) {
                if (tree != null && wanted.test(tree)) {
                    found.add(new TreePath(getCurrentPath(), tree));
                }
                return super.scan(tree, null);
            }
        }.scan(where, null);
        return found;
    }

    private static TreePath below(TreePath place, Tree tree) {
        return new TreePath(place, tree);
    }

    private static Set<String> both(Set<String> one, Set<String> other) {
        Set<String> both = new HashSet<>(one);
        both.addAll(other);
        return both;
    }

    private static Set<String> joined(Set<String> beginnings, Set<String> ends) {
        Set<String> joined = new HashSet<>();
        beginnings.forEach(beginning -> ends.forEach(end -> joined.add(beginning + end)));
        return joined;
    }
}
