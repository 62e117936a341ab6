package dev.bastide.access;

import dev.bastide.testing.BastideTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;

/** A test in the founded {@link Company}; all of them share one context. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@BastideTest
@Import({Company.class, Company.Subject.class})
@interface CompanyTest {}
