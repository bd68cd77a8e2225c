package io.github.pgrehearse;

/// The only class that touches the process: its environment, its streams, its exit status.
final class Main {

    private Main() {}

    static void main(String[] arguments) {
        System.exit(0);
    }
}
