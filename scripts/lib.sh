# What the scripts beside this file share: places, messages, and the tools they need.
# Sourced, never run. Kept to what the bash of macOS (3.2) understands.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"

# Everything that is installed, built or kept lies in folders that git ignores.
LOCAL=$ROOT/.local
BIN=$LOCAL/bin
VENV=$LOCAL/venv
CDK=$LOCAL/node/node_modules/.bin/cdk
CDK_VERSION=2.1148.1
STACK=Aftercare
mkdir -p "$BIN"

# The same flags for functions, CDK app and tests, so that nothing, the large CDK packages least of all, is compiled
# twice. Neither folders nor commits go into the binaries: else every clone and commit would redeploy every function.
export GOFLAGS="${GOFLAGS:+$GOFLAGS }-buildvcs=false -trimpath" CGO_ENABLED=0
# The CDK asks for a newer Node than many machines have; it works with 20.
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20 JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION=20
export JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION=1
export CDK_DISABLE_CLI_TELEMETRY=true AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true

say() { printf '%s\n' "$*"; }
# about prints what the script's first comment says of it.
about() { sed -n '2,/^\. /{/^\. /d;s/^# \{0,1\}//;p;}' "$ROOT/scripts/${0##*/}"; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

STEP_PID= STEP_LOG=
# step LABEL COMMAND...: runs the command with its output in a log, and shows how long it has been
# at it and the last thing it said. A failure prints the end of the log and returns the command's status.
step() {
  local label=$1 log start=$SECONDS shown=0 status=0 last
  shift
  log=$(mktemp "$LOCAL/step.XXXXXX")
  STEP_LOG=$log
  # In a process group of its own, so that an interruption can end it with all it has started.
  set -m
  "$@" >"$log" 2>&1 </dev/null &
  STEP_PID=$!
  set +m
  while kill -0 "$STEP_PID" 2>/dev/null; do
    sleep 0.1
    if [ -t 1 ]; then
      last=$(tail -c 300 "$log" | tr '\r' '\n' | grep -v '^[[:space:]]*$' | tail -n 1 | tr -d '\033' | cut -c1-60) || last=
      printf '\r\033[K  %s ... %ds %s' "$label" $((SECONDS - start)) "$last"
    elif [ $((SECONDS - start - shown)) -ge 10 ]; then
      shown=$((SECONDS - start))
      say "  $label ... ${shown}s"
    fi
  done
  wait "$STEP_PID" || status=$?
  STEP_PID=
  [ -t 1 ] && printf '\r\033[K'
  if [ "$status" -eq 0 ]; then
    say "  $label: done in $((SECONDS - start))s"
  else
    say "  $label: FAILED after $((SECONDS - start))s"
    # Without the names of packages that were compiled before it failed.
    grep -E '[^[:alnum:]./_-]|\.go$' "$log" | tail -n "${STEP_LINES:-40}" | sed 's/^/    /' || true
  fi
  rm -f "$log"
  return "$status"
}

# stop_step ends a step that is still running when its script is interrupted.
stop_step() {
  [ -z "$STEP_PID" ] || kill -- "-$STEP_PID" 2>/dev/null || true
  [ -z "$STEP_LOG" ] || rm -f "$STEP_LOG"
}

# at_least HAVE WANT compares dotted versions by their first two numbers.
at_least() {
  local have_major=${1%%.*} want_major=${2%%.*} have_minor want_minor
  have_minor=$(printf '%s.0' "$1" | cut -d. -f2 | tr -cd '0-9'); want_minor=$(printf '%s.0' "$2" | cut -d. -f2)
  [ "$have_major" -gt "$want_major" ] || { [ "$have_major" -eq "$want_major" ] && [ "${have_minor:-0}" -ge "$want_minor" ]; }
}

# python_command prints the first Python on the path that is new enough for the emulator.
python_command() {
  local name
  for name in python3 python3.13 python3.12 python3.11 python3.10; do
    if "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
      say "$name"
      return
    fi
  done
  return 1
}

# check_prerequisites names everything that is missing at once, with what to do about it.
check_prerequisites() {
  local missing="" version
  if ! version=$(go env GOVERSION 2>/dev/null); then
    missing="$missing
  Go 1.26 or newer is not installed: https://go.dev/dl/"
  elif ! at_least "${version#go}" 1.26; then
    missing="$missing
  Go 1.26 or newer is needed, found ${version#go}: https://go.dev/dl/"
  fi
  if ! version=$(node --version 2>/dev/null); then
    missing="$missing
  Node.js 20 or newer is not installed: https://nodejs.org/"
  elif ! at_least "${version#v}" 20; then
    missing="$missing
  Node.js 20 or newer is needed, found $version: https://nodejs.org/"
  elif ! command -v npm >/dev/null; then
    missing="$missing
  npm, which comes with Node.js, is not on the path"
  fi
  if [ "${1:-}" != --cloud ] && ! python_command >/dev/null; then
    missing="$missing
  Python 3.10 or newer with its venv module is needed, found $(python3 --version 2>/dev/null || echo none):
    https://www.python.org/downloads/ (on Debian and Ubuntu also: apt install python3-venv)"
  fi
  [ -z "$missing" ] || die "this machine lacks:$missing"
}

# unless_done STAMP KEY-FILE COMMAND...: runs the command only when KEY-FILE has changed since it last succeeded.
unless_done() {
  local stamp=$1 key=$2
  shift 2
  if cmp -s "$stamp" "$key"; then return 0; fi
  rm -f "$stamp"
  "$@"
  mkdir -p "$(dirname "$stamp")"
  cp "$key" "$stamp"
}

# install_environment FOLDER REQUIREMENTS: a Python environment of its own.
install_environment() {
  local python
  python=$(python_command)
  rm -rf "$1"
  "$python" -m venv "$1"
  "$1/bin/python" -m pip install --disable-pip-version-check --no-input -r "$2"
}

install_cdk() {
  npm install --no-audit --no-fund --no-save --no-package-lock --prefix "$LOCAL/node" "aws-cdk@$CDK_VERSION"
}

# install_local and install_cloud bring what scripts/up and scripts/deploy need; a second run does nothing.
install_cloud() {
  mkdir -p "$LOCAL/node"
  say "aws-cdk@$CDK_VERSION" >"$LOCAL/node/wanted"
  unless_done "$LOCAL/node/installed" "$LOCAL/node/wanted" step "Installing the CDK command line" install_cdk
}
install_local() {
  install_cloud
  unless_done "$VENV/installed" scripts/emulator/requirements.txt step "Installing the emulator" install_environment "$VENV" scripts/emulator/requirements.txt
}

# need_stack stops when no local stack has been started from this checkout.
need_stack() {
  # AFTERCARE_OUTPUTS names another stack than that of scripts/up.
  [ -f "${AFTERCARE_OUTPUTS:-$LOCAL/outputs.json}" ] && [ -x "$VENV/bin/python" ] || die "no local stack: start one with scripts/up"
}
