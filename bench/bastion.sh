# A login and a bulk transfer through the bastion, recording on; anchor: OpenSSH ProxyJump, in the same run.
for tool in /usr/sbin/sshd ssh ssh-keygen; do
  command -v $tool >/dev/null || { echo "$tool is missing: apt-get install openssh-server openssh-client" >&2; exit 1; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$JAVA_HOME/bin/javac" -cp "$here/app/target/classes:$program/lib/*" -d "$folder/classes" "$here/bench/BastionBench.java"
echo '<configuration><root level="OFF"/></configuration>' >"$folder/logback.xml"
"$JAVA_HOME/bin/java" -Xmx512m -Dlogback.configurationFile="$folder/logback.xml" -XX:+UseCompactObjectHeaders -cp "$folder/classes:$here/app/target/classes:$program/lib/*" \
  dev.bastide.bastion.ssh.BastionBench "$folder" "$@" 2>"$folder/log" || { tail -20 "$folder/log" >&2; exit 1; }
