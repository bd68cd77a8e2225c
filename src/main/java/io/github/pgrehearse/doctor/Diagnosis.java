package io.github.pgrehearse.doctor;

import io.github.pgrehearse.doctor.Finding.Standing;
import io.github.pgrehearse.failure.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What has been found out so far; each finding is told as it comes.
public final class Diagnosis {

    private final Consumer<Finding> told;
    private final List<Finding> findings = new ArrayList<>();
    private String area = "";

    /// Finds something out, and says it as a phrase.
    interface Question {
        String ask() throws IOException;
    }

    /// @param told hears of each finding
    public Diagnosis(Consumer<Finding> told) {
        this.told = told;
    }

    /// What comes from now on belongs there.
    public void enter(String area) {
        this.area = area;
    }

    /// Asks a question that can fail, and says whether it did not.
    boolean holds(String check, Question question) throws IOException {
        try {
            ok(check, question.ask());
            return true;
        } catch (Failure failure) {
            mend(check, failure.getMessage(), failure.hint());
            return false;
        }
    }

    public void ok(String check, String says) {
        note(new Finding(area, check, Standing.OK, says, Optional.empty()));
    }

    void note(String check, String says, String advice) {
        note(new Finding(area, check, Standing.NOTE, says, Optional.of(advice)));
    }

    public void mend(String check, String says, String fix) {
        note(new Finding(area, check, Standing.MEND, says, Optional.of(fix)));
    }

    void skipped(String check, String why) {
        note(new Finding(area, check, Standing.SKIPPED, why, Optional.empty()));
    }

    private void note(Finding finding) {
        findings.add(finding);
        told.accept(finding);
    }

    /// In the order in which they were found.
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /// How much there is to mend.
    public long toMend() {
        return findings.stream().filter(found -> found.standing() == Standing.MEND).count();
    }
}
