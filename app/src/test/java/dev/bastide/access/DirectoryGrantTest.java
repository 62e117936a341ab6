package dev.bastide.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.PersonId;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A51 and A53: a machine may be granted the one role that speaks for a directory, by others than its owner. */
@CompanyTest
class DirectoryGrantTest {
    private static final Action PROVISION = new Action("person.provision");

    @Autowired
    private Company company;

    @Autowired
    private Authority authority;

    @Test
    void twoOthersThanTheOwnerLetAMachineSpeakForTheDirectory() {
        PersonId machine = company.people.machine(company.petra);
        Actor actor = new Actor(
                Actor.Kind.PERSON, machine, "directory", "Directory", "-", "127.0.0.1", AccessMethod.API, null);
        assertThat(authority.mayAnywhere(actor, PROVISION).isPermitted()).isFalse();

        Grants.Asked asked = company.grants.request(company.boss.actor(), ask(machine, "provisioner"));

        assertThat(Company.key(company.yes(company.petra, asked.approval()))).isEqualTo("approval.refused.barred");
        company.approve(asked.approval());
        assertThat(authority.mayAnywhere(actor, PROVISION).isPermitted()).isTrue();
        assertThat(authority.mayAnywhere(actor, new Action("person.read")).isPermitted())
                .isFalse();
    }

    @Test
    void aMachineGetsNoOtherRoleAndAHumanNotThisOne() {
        PersonId machine = company.people.machine(company.petra);

        for (String role : new String[] {"viewer", "operator", "administrator", "approver"}) {
            assertThatThrownBy(() -> company.grants.request(company.boss.actor(), ask(machine, role)))
                    .isInstanceOf(ActRefused.class);
        }
        assertThatThrownBy(() -> company.grants.request(company.petra.actor(), ask(company.boss.id(), "provisioner")))
                .isInstanceOf(ActRefused.class)
                .hasMessage("access.refused.matrix");
    }

    @Test
    void noExceptionGivesAMachineMoreOrAHumanThis() {
        PersonId machine = company.people.machine(company.petra);

        assertThatThrownBy(() -> company.grants.request(company.boss.actor(), exception(machine, "viewer")))
                .isInstanceOf(ActRefused.class)
                .hasMessage("access.refused.exception-duty");
        assertThatThrownBy(() -> company.grants.request(
                        company.petra.actor(),
                        exception(company.people.with("developer").id(), "provisioner")))
                .isInstanceOf(ActRefused.class)
                .hasMessage("access.refused.exception-role");
    }

    private GrantAsk exception(PersonId person, String role) {
        return ask(person, role).asException("nobody else could do it in these days");
    }

    private GrantAsk ask(PersonId person, String role) {
        return new GrantAsk(person, role, company.root, Duration.ofDays(30), "the directory says who leaves");
    }
}
