package dev.bastide.deadline;

/** Recurring work of which {@link JobFailing} was said runs well again. */
public record JobRecovered(String job) {}
