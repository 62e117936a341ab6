# ./bench/run segment [RECORDS [SEGMENTS ROWS]]: sealing, size, scans and search of encrypted segments; anchor: PostgreSQL in the same
# run. With 96 segments of 1048576 rows the queries go over 100 million records (12 GB of disk, half an hour).
folder=$(mktemp -d)
chmod 755 "$folder"
trap 'rm -rf "$folder"' EXIT
"$JAVA_HOME/bin/javac" -proc:none -cp "$here/app/target/classes:$program/lib/*" -d "$folder/classes" \
  "$here/bench/SegmentBench.java" "$here/bench/SegmentAnchor.java"
"$JAVA_HOME/bin/java" -Xmx512m -XX:+UseSerialGC -XX:+UseCompactObjectHeaders --enable-native-access=ALL-UNNAMED \
  -cp "$folder/classes:$here/app/target/classes:$program/lib/*" \
  dev.bastide.audit.segment.SegmentBench "$folder" "$@"
