package dev.bastide.asset.inventory;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Files that say what was seen, sent by programs. */
@RestController
@RequestMapping("/api/v1/assets/import")
class ImportApi {
    private static final int SHOWN_MAX = 200;

    private final AssetImport imports;
    private final AssetBook book;

    ImportApi(AssetImport imports, AssetBook book) {
        this.imports = imports;
        this.book = book;
    }

    /** What a file did or would do; {@code fates} are the first of them. */
    record TakenJson(
            String source,
            boolean complete,
            boolean dry_run,
            long added,
            long known,
            long merged,
            long unclaimed,
            long no_key,
            List<AssetImport.Fate> fates) {
        static TakenJson of(AssetImport.Taken taken) {
            return new TakenJson(
                    taken.source(),
                    taken.complete(),
                    taken.dryRun(),
                    taken.count("added"),
                    taken.count("known"),
                    taken.count("merged"),
                    taken.count("unclaimed"),
                    taken.count("no-key"),
                    taken.fates().stream().limit(SHOWN_MAX).toList());
        }
    }

    /** Takes the body as the file; {@code dry_run} defaults to true, so that nobody imports by mistake. */
    @PostMapping
    @Act("asset.edit")
    TakenJson take(
            Actor actor,
            @RequestBody byte[] body,
            @RequestParam(name = "file", defaultValue = "api") String file,
            @RequestParam(name = "site", defaultValue = "") String site,
            @RequestParam(name = "dry_run", defaultValue = "true") boolean dryRun) {
        String text = new String(body, java.nio.charset.StandardCharsets.UTF_8);
        return TakenJson.of(imports.take(actor, file, text, book.site(site), dryRun));
    }
}
