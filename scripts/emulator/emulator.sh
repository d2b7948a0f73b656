# Starting, finding and stopping an emulator of ours. Sourced after lib.sh.
#
# An emulator is known by its folder:
#   pid      the process we started, and the only one that is ever stopped
#   port     where it listens on 127.0.0.1
#   log      what it said
#   state/   what it keeps, with KEEP=1

# emulator_alive FOLDER: is the process in the folder's pid file still one of ours?
emulator_alive() {
  local pid
  pid=$(cat "$1/pid" 2>/dev/null) && [ -n "$pid" ] || return 1
  # A pid may have been given to another program since.
  case $(ps -o command= -p "$pid" 2>/dev/null) in
    *emulator/launch.py*) return 0 ;;
    *) return 1 ;;
  esac
}

# emulator_env PORT points every AWS client started from here at the emulator.
emulator_env() {
  export AWS_ENDPOINT_URL=http://127.0.0.1:$1
  # A bucket's name goes before the host here, which an address in digits does not allow.
  export AWS_ENDPOINT_URL_S3=http://localhost:$1
  export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1
  unset AWS_PROFILE AWS_SESSION_TOKEN AWS_DEFAULT_PROFILE
  export AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
}

# port_busy PORT: does anything listen there? free_port prints one where nothing does.
port_busy() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
free_port() {
  "$VENV/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# start_emulator FOLDER PORT [KEEP]: returns when it answers. KEEP=1 keeps its state over a restart.
start_emulator() {
  local folder=$1 port=$2 keep=${3:-0}
  mkdir -p "$folder/state"
  # Unpacked functions of the last run.
  rm -rf "$folder/tmp"
  mkdir -p "$folder/tmp"
  (
    emulator_env "$port"
    export GATEWAY_PORT=$port BIND_HOST=127.0.0.1 IOT_MTLS_ENABLED=0 LOG_LEVEL=${EMULATOR_LOG_LEVEL:-INFO}
    export STATE_DIR=$folder/state S3_DATA_DIR=$folder/state/s3 PERSIST_STATE=$keep S3_PERSIST=$keep
    export TMPDIR=$folder/tmp
    # The functions inherit it, and would put a bucket's name before localhost, which many resolvers do not know.
    unset AWS_ENDPOINT_URL_S3
    # It outlives whoever started it: a lock or a pipe of theirs must not stay open with it.
    exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
    exec nohup "$VENV/bin/python" scripts/emulator/launch.py >"$folder/log" 2>&1 </dev/null
  ) &
  printf '%s\n' $! >"$folder/pid"
  printf '%s\n' "$port" >"$folder/port"
}

# wait_for_emulator FOLDER
wait_for_emulator() {
  local folder=$1 port tries=0
  port=$(cat "$folder/port")
  # The port was free before, and is opened when everything else is ready.
  until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    # At first the process is still the shell that becomes the emulator, on a busy machine for a while.
    if ! kill -0 "$(cat "$folder/pid")" 2>/dev/null; then
      tail -n 20 "$folder/log" >&2
      return 1
    fi
    tries=$((tries + 1))
    if [ "$tries" -gt 900 ]; then
      say "the emulator does not answer on port $port, its log is $folder/log" >&2
      return 1
    fi
    sleep 0.1
  done
}

# stop_emulator FOLDER: orderly, so that it keeps its state; then whatever it left running.
stop_emulator() {
  local folder=$1 pid tries=0
  if ! emulator_alive "$folder"; then
    rm -f "$folder/pid"
    return 0
  fi
  pid=$(cat "$folder/pid")
  kill -TERM "$pid" 2>/dev/null || true
  while emulator_alive "$folder" && [ "$tries" -lt 450 ]; do
    sleep 0.1
    tries=$((tries + 1))
  done
  # It leads a process group of its own, to which the functions belong.
  kill -KILL -- "-$pid" 2>/dev/null || true
  rm -f "$folder/pid"
}

# deploy_local FOLDER PORT OUTPUTS: the stack as the cloud gets it, into the emulator at PORT.
# AWS_* must point there already (emulator_env).
deploy_local() {
  local folder=$1 port=$2 outputs=$3
  # Elsewhere than beside cdk.json, or it would describe the stack first, for nothing.
  (cd "$folder" && "$CDK" bootstrap aws://000000000000/us-east-1 --no-notices) || return
  AFTERCARE_BUILT=1 "$CDK" deploy "$STACK" --no-notices --require-approval never --method direct --progress events \
    --output "$folder/cdk.out" --outputs-file "$outputs" \
    -c local=true -c publicUrl="http://127.0.0.1:$port"
}
