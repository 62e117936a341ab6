package dev.bastide.audit;

/** The first field of a record: the family of logs it belongs to. Source: seed 000 s4 (A112, A114). */
public enum Tag {
    SIGN_IN,
    IDENTITY,
    ACCESS,
    APPROVAL,
    SERVICE_TREE,
    HOST,
    OPERATION,
    SESSION,
    RECORDING,
    AUDIT,
    VAULT,
    NOTIFICATION,
    SYSTEM,
    TICKET
}
