package dev.bastide.bastion;

import dev.bastide.access.Permit;
import dev.bastide.access.Permits;
import dev.bastide.asset.Host;
import dev.bastide.asset.Hosts;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Reason;
import dev.bastide.bastion.run.RunRows;
import dev.bastide.bastion.run.RunStart;
import dev.bastide.bastion.run.RunWork;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Runs the steps of an approved operation on its hosts, one host after the other, in the name of the permit's executor.
 * It stops at the first failure; a roll-back is a run of its own, on request. Source: seed 000 s2.2 (A45, A48).
 */
@Service
public class Runner {
    /** Having Bastide do the steps. */
    public static final Action RUN = new Action("operation.run");

    private final RunRows rows;
    private final RunStart starts;
    private final RunWork work;
    private final Permits permits;
    private final Hosts hosts;
    private final ServiceTree tree;
    private final Authority authority;

    Runner(
            RunRows rows,
            RunStart starts,
            RunWork work,
            Permits permits,
            Hosts hosts,
            ServiceTree tree,
            Authority authority) {
        this.rows = rows;
        this.starts = starts;
        this.work = work;
        this.permits = permits;
        this.hosts = hosts;
        this.tree = tree;
        this.authority = authority;
    }

    /**
     * Begins a run and returns at once; within a transaction the work begins when that stands. Throws
     * {@link ActRefused} when the plan is not what the permit allows.
     */
    public RunId start(Actor actor, RunPlan plan) {
        Permit permit = permit(actor, plan);
        if (!permit.steps().equals(plan.steps())) {
            throw new ActRefused(Reason.of("bastion.refused.other-steps", "A48", "/operations/" + plan.operation()));
        }
        return begin(actor, plan, permit, null);
    }

    /** Begins the roll-back of a run that did not end well; its steps are the operation's roll-back steps. */
    public RunId rollBack(Actor actor, RunId failed, RunPlan plan) {
        Run run = rows.find(failed).orElseThrow(() -> new ActRefused(gone()));
        if (run.state() == Run.State.RUNNING
                || run.rollbackOf() != null
                || !run.operation().equals(plan.operation())) {
            throw new ActRefused(gone());
        }
        boolean undone = rows.ofOperation(run.operation()).stream()
                .anyMatch(other -> failed.equals(other.rollbackOf()) && other.state() == Run.State.DONE);
        if (undone) {
            throw new ActRefused(Reason.of("bastion.refused.rolled-back", "A48", "/operations/" + plan.operation()));
        }
        return begin(actor, plan, permit(actor, plan), failed);
    }

    /** Stops a run: the step under way is cut and its outcome unknown, the rest is not begun. */
    public void stop(Actor actor, RunId id) {
        Run run = rows.find(id)
                .filter(found -> found.state() == Run.State.RUNNING)
                .orElseThrow(() -> new ActRefused(gone()));
        if (!run.person().equals(actor.person())) {
            for (Run.Step step : run.steps()) {
                hosts.find(step.host())
                        .ifPresent(host ->
                                authority.may(actor, Sessions.END, host.node()).orThrow());
            }
        }
        starts.stopped(actor, run);
        work.stop(id, "stopped by " + actor.id());
    }

    /** One run. */
    public Optional<Run> find(RunId id) {
        return rows.find(id);
    }

    /** The runs of an operation, newest first. */
    public List<Run> ofOperation(UUID operation) {
        return rows.ofOperation(operation);
    }

    private RunId begin(Actor actor, RunPlan plan, Permit permit, @Nullable RunId rollbackOf) {
        List<RunStart.Place> places = new ArrayList<>();
        boolean production = false;
        for (RunPlan.RunTarget target : plan.targets()) {
            Host host = hosts.find(target.host())
                    .filter(found -> permit.opens(found.id(), target.account()))
                    .orElseThrow(() -> new ActRefused(Reason.of("bastion.refused.other-target", "A47", "/operations")));
            authority.may(actor, RUN, host.node()).orThrow();
            permits.mayOpen(
                            actor,
                            host.id(),
                            host.node(),
                            target.account(),
                            own -> own.id().equals(permit.id()))
                    .orThrow();
            production |= tree.snapshot()
                    .node(host.node())
                    .map(ServiceNode::production)
                    .orElse(true);
            places.add(new RunStart.Place(host, target.account()));
        }
        RunId id = starts.start(actor, new RunStart.Beginning(plan, places, production, rollbackOf));
        afterCommit(() -> work.begin(id));
        return id;
    }

    /** The work reads what was stored, so it begins once the caller's transaction stands; at once without one. */
    private static void afterCommit(Runnable task) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            task.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                task.run();
            }
        });
    }

    private Permit permit(Actor actor, RunPlan plan) {
        return permits.find(plan.permit())
                .filter(permit -> permit.executor().equals(actor.person()))
                .orElseThrow(() -> new ActRefused(Reason.of("bastion.refused.not-executor", "A47", "/operations")));
    }

    private static Reason gone() {
        return Reason.of("bastion.refused.no-such-run", "", "/operations");
    }
}
