package dev.bastide.bastion;

import dev.bastide.approval.ApprovalSubject;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.test.context.TestComponent;

/** The approvals of these tests are about nothing but themselves. */
@TestComponent
class StageSubject implements ApprovalSubject {
    @Override
    public String kind() {
        return Stage.KIND;
    }

    @Override
    public View view(UUID subject) {
        return new View("bastion.ssh.filed", List.of("a test"), List.of(), List.of(), null);
    }
}
