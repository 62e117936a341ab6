# ./bench/run advisory [COMPONENTS]: a new advisory against stored components through PostgreSQL; anchor: the index in memory.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$JAVA_HOME/bin/javac" -proc:none -cp "$here/app/target/classes:$program/lib/*" -d "$folder/classes" \
  "$here/bench/AdvisoryStock.java" "$here/bench/AdvisoryBench.java"
echo "<configuration/>" >"$folder/logback.xml"
"$JAVA_HOME/bin/java" -Xmx3g -Dlogback.configurationFile="$folder/logback.xml" -XX:+UseCompactObjectHeaders --enable-native-access=ALL-UNNAMED \
  -cp "$folder/classes:$here/app/target/classes:$program/lib/*" dev.bastide.vulnerability.sbom.AdvisoryBench "$folder/data" "$@" \
  2>"$folder/err" || { cat "$folder/err" >&2; exit 1; }
