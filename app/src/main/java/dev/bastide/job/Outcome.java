package dev.bastide.job;

/** How an announced effect ended. */
public enum Outcome {
    DONE,
    FAILED,
    /** Its lease ran out and nobody saw the end. Only a person may say what became of it. */
    UNKNOWN
}
