package dev.bastide.page;

/**
 * Port: what a room can say against its section of the set-up file from the text alone, before anything is started or
 * written. Judges stand in {@code META-INF/spring.factories} and need neither database nor program; what only the
 * database knows, {@link SetupSection} says.
 */
public interface SetupJudge {

    /** The section's key at the top of the file, such as {@code people}. */
    String section();

    /**
     * Notes every mistake it finds.
     *
     * @param section the section, which the file may leave out
     * @param whole the file, for what the section names of others
     */
    void judge(SetupFile section, SetupFile whole, SetupMistakes mistakes);
}
