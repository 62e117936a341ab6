package dev.bastide.change;

import dev.bastide.asset.TestHosts;
import dev.bastide.testing.BastideTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;

/** The whole program with a founded company, hosts in and off production, and people who operate and approve. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@BastideTest
@Import({Floor.class, TestHosts.class, Floor.Proofs.class})
@interface OnTheFloor {}
