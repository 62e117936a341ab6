# ./bench/run verify [RECORDS]: the offline verifier on a bundle of invented records; anchor: SHA-256 of the leaves alone.
records=${1:-500000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$here/bastide" audit generate --records "$records" --out "$folder/bundle" --seed 1 | head -n 1
"$JAVA_HOME/bin/javac" --release 17 -d "$folder/classes" "$here"/verifier/src/main/java/dev/bastide/verifier/*.java \
  "$here/bench/VerifyBench.java"
"$JAVA_HOME/bin/java" -Xmx3g -cp "$folder/classes" VerifyBench "$folder/bundle"
