package dev.bastide.bastion.session;

import dev.bastide.access.Permit;
import dev.bastide.access.Permits;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.ChangeNames;
import dev.bastide.authority.PermitId;
import dev.bastide.bastion.Work;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Ties a record to the operation whose permit allowed what it tells. Source: seed 000 s4 (A115). */
@Component
public class ChangeOf {
    private final Permits permits;
    private final ChangeNames names;

    ChangeOf(Permits permits, ChangeNames names) {
        this.permits = permits;
        this.names = names;
    }

    /** The same record, tied to the operation of this permit if there is one. */
    public AuditRecord mark(AuditRecord told, @Nullable PermitId permit) {
        return permit(permit)
                .map(found -> told.change(names.of(found.subject())))
                .orElse(told);
    }

    /** The operation that this permit was issued for. */
    public Optional<Work> work(@Nullable PermitId permit) {
        return permit(permit).flatMap(found -> names.find(found.subject()).map(name -> new Work(name, found.steps())));
    }

    private Optional<Permit> permit(@Nullable PermitId permit) {
        return permit == null ? Optional.empty() : permits.find(permit);
    }
}
