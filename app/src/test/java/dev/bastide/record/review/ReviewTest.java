package dev.bastide.record.review;

import dev.bastide.testing.BastideTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** A test in the {@link AuditRoom}; all of them share one context. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@BastideTest
@Import({AuditRoom.class, StagedWork.class})
@TestPropertySource(properties = "bastide.job.ticking=false")
@interface ReviewTest {}
