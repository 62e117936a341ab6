package dev.bastide.ticket;

import dev.bastide.access.rights.CurrentRights;
import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.Reason;
import dev.bastide.job.Jobs;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestPeople;
import dev.bastide.testing.TestPeople.Someone;
import dev.bastide.vault.Vault;
import java.sql.Timestamp;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A node of its own with a head, and tickets on it. */
public final class TicketRoom {
    static final Actor PROGRAM = Jobs.actor("test.tickets");

    public final JdbcClient sql;
    public final TestPeople people;
    public final TestClock clock;
    public final Tickets tickets;
    final TicketDesk desk;
    final TicketStory story;
    public final Someone head;
    public final NodeId node;
    private final TransactionTemplate transaction;

    public TicketRoom(ApplicationContext program) {
        this.sql = program.getBean(JdbcClient.class);
        this.people = program.getBean(TestPeople.class);
        this.clock = program.getBean(TestClock.class);
        this.tickets = program.getBean(Tickets.class);
        this.desk = program.getBean(TicketDesk.class);
        this.story = program.getBean(TicketStory.class);
        this.transaction = new TransactionTemplate(program.getBean(PlatformTransactionManager.class));
        this.head = people.with("approver");
        this.node = plant(program, new NodeId(people.root(head.id())), head);
    }

    private NodeId plant(ApplicationContext program, NodeId parent, Someone owner) {
        UUID id = UUID.randomUUID();
        String name = "t" + id.toString().substring(0, 8);
        byte[] mark = program.getBean(Vault.class)
                .mark("servicetree.node", id, parent.value(), name, owner.id().value(), "staging", 3, false, null);
        sql.sql("""
                        insert into servicetree.node (id, parent, name, owner, environment, tier, planted_at, mark)
                        values (?, ?, ?, ?, 'staging', 3, ?, ?)
                        """)
                .params(id, parent.value(), name, owner.id().value(), Timestamp.from(clock.instant()), mark)
                .update();
        program.getBean(ServiceTree.class).snapshotAt(-1);
        program.getBean(CurrentRights.class).forget();
        return new NodeId(id);
    }

    public <T> T in(Supplier<T> work) {
        return Objects.requireNonNull(transaction.execute(status -> work.get()));
    }

    public void within(Runnable work) {
        transaction.executeWithoutResult(status -> work.run());
    }

    public void rolledBack(Runnable work) {
        transaction.executeWithoutResult(status -> {
            work.run();
            status.setRollbackOnly();
        });
    }

    NewTicket wanted(String about) {
        return NewTicket.of(
                PROGRAM,
                "ticket.task",
                TicketLevel.HIGH,
                node,
                Reason.of("ticket.task.title", "", "", "Mend " + about),
                node + " " + about);
    }

    TicketId open(String about) {
        return in(() -> tickets.open(wanted(about)));
    }

    public Ticket read(TicketId id) {
        return tickets.get(id).orElseThrow();
    }

    public String state(TicketId id) {
        return read(id).state().word();
    }
}
