package dev.bastide.asset.scan.engine;

/**
 * What one scan does within its scope.
 *
 * @param targets the addresses asked for; those outside of the scope are refused one by one
 * @param scope what was signed
 * @param rate how fast
 * @param discover whether hosts are looked for by a few ports first, so that a silent range costs little
 * @param fingerprint whether open ports are asked who they are
 * @param community of SNMP, empty where devices are not asked
 */
public record ScanPlan(
        Ranges targets, ScanScope scope, ScanRate rate, boolean discover, boolean fingerprint, String community) {
    @Override
    public String toString() {
        // The community is a password of sorts.
        return "ScanPlan[" + targets + ", " + rate + "]";
    }
}
