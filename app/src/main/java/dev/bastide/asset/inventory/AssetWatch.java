package dev.bastide.asset.inventory;

import dev.bastide.job.Jobs;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** What is looked at again and again: coverage, attestations that come due, the scope of the day, owners who left. */
@Component
class AssetWatch {
    AssetWatch(Jobs jobs, Sites sites, Attestations attestations, ScopeSnapshots scope, Leavers leavers) {
        jobs.every("asset.coverage", Duration.ofHours(1), sites::watch);
        jobs.every("asset.attestations", Duration.ofHours(6), attestations::remindAll);
        jobs.every(ScopeSnapshots.JOB, Duration.ofHours(1), scope::take);
        jobs.every("asset.leavers", Duration.ofMinutes(10), leavers::passOn);
    }
}
