# ./bench/run packages [COMPONENTS]: a new advisory against stored components by the key; anchor: a look at each of them.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$JAVA_HOME/bin/javac" -proc:none -cp "$here/app/target/classes:$program/lib/*" -d "$folder" "$here/bench/PackageBench.java"
"$JAVA_HOME/bin/java" -Xmx3g -XX:+UseCompactObjectHeaders -cp "$folder:$here/app/target/classes:$program/lib/*" PackageBench "$@"
