# Sourced by ./run and ./test: finds a JDK, says what is missing. Expects $here, the repository.

JDK_NEEDED=25

# Prints the folder of a JDK of at least the needed version; fails when none is found.
find_jdk() {
  looked=""
  for jdk in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/*jdk* /opt/java/* "$HOME"/.jdks/* "$HOME"/.sdkman/candidates/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -n "$jdk" ] && [ -x "$jdk/bin/javac" ] && [ -r "$jdk/release" ] || continue
    major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$jdk/release")
    if [ "${major:-0}" -ge "$JDK_NEEDED" ]; then
      printf '%s\n' "$jdk"
      return 0
    fi
    looked="$looked
  $jdk is a JDK ${major:-of unknown version}"
  done
  {
    echo "Bastide needs a JDK $JDK_NEEDED or later, and none was found. Looked at JAVA_HOME (${JAVA_HOME:-not set}),"
    echo "/usr/lib/jvm, /opt, ~/.jdks and ~/.sdkman.${looked}"
    echo "Install one, for instance Eclipse Temurin $JDK_NEEDED (package temurin-$JDK_NEEDED-jdk) or openjdk-$JDK_NEEDED-jdk-headless,"
    echo "or point JAVA_HOME at one, and start again."
  } >&2
  return 1
}

# Fails, naming the package, unless every given command is there. Arguments: command:package ...
need() {
  missing=""
  for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
  done
  [ -z "$missing" ] && return 0
  echo "Not installed:$missing. On Debian or Ubuntu: apt-get install$missing" >&2
  return 1
}
