# ./bench/run sequencing [RECORDS]: what the signed log costs; anchor: appending without its index and without a sequencer.
records=${1:-100000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$JAVA_HOME/bin/javac" -cp "$here/app/target/classes:$program/lib/*" -d "$folder/classes" \
  "$here/bench/AuditLogs.java" "$here/bench/Sequencing.java"
echo "<configuration/>" >"$folder/logback.xml"
"$JAVA_HOME/bin/java" -Xmx512m -Dlogback.configurationFile="$folder/logback.xml" -XX:+UseCompactObjectHeaders --enable-native-access=ALL-UNNAMED \
  -cp "$folder/classes:$here/app/target/classes:$program/lib/*" dev.bastide.audit.sequencer.Sequencing "$folder/data" "$records" \
  2>"$folder/err" || { cat "$folder/err" >&2; exit 1; }
