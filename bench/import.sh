# ./bench/run import [STORED]: a report of 15,000 findings into STORED (1,000,000) findings, first and again, against the bare
# COPY and merge of the same rows.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$JAVA_HOME/bin/javac" -proc:none -cp "$here/app/target/classes:$program/lib/*" -d "$folder/classes" "$here/bench/ImportBench.java"
"$JAVA_HOME/bin/java" -Xmx512m -XX:+UseCompactObjectHeaders --enable-native-access=ALL-UNNAMED \
  -cp "$folder/classes:$here/app/target/classes:$program/lib/*" dev.bastide.vulnerability.finding.ImportBench "$folder/home" "$@"
