package dev.bastide.asset;

/**
 * What a data set holds.
 *
 * @param customerData whether it holds data of customers
 */
public record Sensitivity(Asset.Classification classification, boolean customerData) {}
