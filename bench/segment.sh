# ./bench/run segment [RECORDS]: sealing, size, scans and search of encrypted segments; anchor: PostgreSQL in the same run.
folder=$(mktemp -d)
chmod 755 "$folder"
trap 'rm -rf "$folder"' EXIT
"$JAVA_HOME/bin/javac" -proc:none -cp "$here/app/target/classes:$program/lib/*" -d "$folder/classes" \
  "$here/bench/SegmentBench.java" "$here/bench/SegmentAnchor.java"
"$JAVA_HOME/bin/java" -Xmx512m -XX:+UseSerialGC -XX:+UseCompactObjectHeaders --enable-native-access=ALL-UNNAMED \
  -cp "$folder/classes:$here/app/target/classes:$program/lib/*" \
  dev.bastide.audit.segment.SegmentBench "$folder" "$@"
