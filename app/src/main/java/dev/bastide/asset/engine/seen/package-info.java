/**
 * What files of other tools say was seen: nmap, masscan, leases of DHCP servers, tables and a JSON of our own. Pure: neither
 * Spring nor a database nor another room comes in.
 */
@NullMarked
package dev.bastide.asset.engine.seen;

import org.jspecify.annotations.NullMarked;
