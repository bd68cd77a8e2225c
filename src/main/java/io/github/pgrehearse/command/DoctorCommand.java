package io.github.pgrehearse.command;

import io.github.pgrehearse.doctor.Diagnosis;
import io.github.pgrehearse.doctor.Finding;
import io.github.pgrehearse.log.LogFormat;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.jr.ob.JSON;

/// `pgrehearse doctor`.
@Command(
        name = "doctor",
        header =
                "Looks for what would keep backups and drills from working, and says how to mend it.",
        description = {
            "Tries each thing that they need, on the real database and the real store, and leaves"
                    + " nothing behind. Ends with 12 if there is something to mend."
        })
final class DoctorCommand implements Callable<Integer> {

    private static final int TO_MEND = 12;
    private static final int INDENT = 24;

    private final Wiring wiring;
    private String area = "";

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Option(names = "--notify", description = "Send a test notice to WEBHOOK_URL as well.")
    private boolean notice;

    DoctorCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws IOException {
        Diagnosis diagnosis = new Diagnosis(json ? _ -> {} : this::print);
        DoctorWiring doctor = new DoctorWiring(wiring, diagnosis);
        doctor.doctor().examine(diagnosis);
        if (notice) {
            doctor.sendTestNotice();
        }
        long toMend = diagnosis.toMend();
        if (json) {
            wiring.out()
                    .println(
                            JSON.std
                                    .with(JSON.Feature.PRETTY_PRINT_OUTPUT)
                                    .asString(
                                            diagnosis.findings().stream()
                                                    .map(DoctorCommand::fields)
                                                    .toList()));
        } else {
            wiring.out()
                    .println(
                            toMend == 0
                                    ? "\nAll is well."
                                    : "\nThings to mend: %d. Mend the first and run this again: others may come of it."
                                            .formatted(toMend));
        }
        return toMend == 0 ? 0 : TO_MEND;
    }

    private void print(Finding finding) {
        if (!finding.area().equals(area)) {
            wiring.out().println((area.isEmpty() ? "" : "\n") + finding.area());
            area = finding.area();
        }
        wiring.out()
                .printf(
                        "  %-7s  %-13s  %s%n",
                        finding.standing().name(),
                        finding.check(),
                        LogFormat.printable(finding.says()));
        finding.fix()
                .ifPresent(fix ->
                        wiring.out().println(" ".repeat(INDENT) + "  " + LogFormat.printable(fix)));
    }

    /// An interface: see docs/formats.md.
    private static Map<String, Object> fields(Finding finding) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("area", finding.area());
        fields.put("check", finding.check());
        fields.put("standing", finding.standing().name().toLowerCase(Locale.ROOT));
        fields.put("says", finding.says());
        finding.fix().ifPresent(fix -> fields.put("fix", fix));
        return fields;
    }
}
