# ./bench/run findings [MEGABYTES]: how fast reports are read, on one core and in a heap of 512 MB whatever their size.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$JAVA_HOME/bin/javac" -proc:none -cp "$here/app/target/classes:$program/lib/*" -d "$folder/classes" "$here/bench/FindingsBench.java"
one=
command -v taskset >/dev/null 2>&1 && one="taskset -c 0"
# shellcheck disable=SC2086
$one "$JAVA_HOME/bin/java" -Xmx512m -XX:+UseSerialGC -XX:+UseCompactObjectHeaders \
  -cp "$folder/classes:$here/app/target/classes:$program/lib/*" dev.bastide.vulnerability.engine.FindingsBench "$folder" "$@"
