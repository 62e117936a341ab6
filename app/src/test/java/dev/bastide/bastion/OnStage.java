package dev.bastide.bastion;

import dev.bastide.asset.TestHosts;
import dev.bastide.testing.BastideTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** The whole program with a founded company, a production and a test host on a real sshd, and people with keys. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@BastideTest
@Import({Stage.class, TestHosts.class, StageSubject.class, FillingDisks.class, StageDesk.class, Shop.class})
@TestPropertySource(properties = {"bastide.ssh-address=127.0.0.1", "bastide.recording.ballast-megabytes=1"})
@interface OnStage {}
