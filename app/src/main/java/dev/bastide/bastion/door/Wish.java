package dev.bastide.bastion.door;

import dev.bastide.asset.Host;
import dev.bastide.authority.Actor;
import dev.bastide.bastion.ssh.Attempt;
import dev.bastide.identity.Person;
import dev.bastide.page.Words;

/** Everything known of an attempt once its host and account are found. */
record Wish(Attempt attempt, Person person, Actor actor, Host host, String account, Words words) {}
