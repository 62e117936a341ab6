package dev.bastide.change;

import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.page.GuideStep;
import java.util.function.BooleanSupplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The last steps of the first hour: one operation is asked for, approved by two others, carried out and looked at. */
@Configuration(proxyBeanMethods = false)
class FirstOperationSteps {
    private static final int ORDER = 80;

    private record Step(String key, int order, String path, Action action, Authority authority, BooleanSupplier isDone)
            implements GuideStep {
        @Override
        public boolean done(Actor actor) {
            return isDone.getAsBoolean();
        }

        @Override
        public boolean isFor(Actor actor) {
            return authority.mayAnywhere(actor, action).isPermitted();
        }
    }

    @Bean
    GuideStep askStep(JdbcClient jdbc, Authority authority) {
        return new Step(
                "change.guide.ask",
                ORDER,
                "/operations/new",
                new Action("operation.request"),
                authority,
                () -> exists(jdbc, "select 1 from change.operation where state <> 'draft'"));
    }

    @Bean
    GuideStep approveStep(JdbcClient jdbc, Authority authority) {
        return new Step(
                "change.guide.approve",
                ORDER + 5,
                "/approvals",
                new Action("approval.vote"),
                authority,
                () -> exists(jdbc, "select 1 from change.operation where permit_id is not null and not emergency"));
    }

    @Bean
    GuideStep carryOutStep(JdbcClient jdbc, Authority authority) {
        return new Step(
                "change.guide.carry-out",
                ORDER + 10,
                "/operations",
                new Action("operation.run"),
                authority,
                () -> exists(
                        jdbc, "select 1 from change.operation where state in ('done', 'failed') and not emergency"));
    }

    private static boolean exists(JdbcClient jdbc, String found) {
        return jdbc.sql("select exists (" + found + ")").query(Boolean.class).single();
    }
}
