package dev.bastide.alarm;

import dev.bastide.testing.BastideTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** A test in the {@link Office}; all of them share one context. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@BastideTest
@Import(Office.class)
@TestPropertySource(properties = "bastide.job.ticking=false")
@interface OfficeTest {}
