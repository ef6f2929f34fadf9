# shellcheck shell=bash
# Sourced by `run`, after kafka-port.sh: three nodes of Akkord and of Apache Kafka in turn, replication factor 3,
# min.insync.replicas 2, acks=all.

THREE_WARM_RECORDS=5000000 # until the compilers of three nodes have done their part, of both brokers
STEADY_RATE=20000         # records a second
STEADY_SECONDS=20
GAP_SECONDS=25            # of one loss of a node
FROZEN_REQUEST_MS=1000    # what the producer lets a node that stands still wait; see Gap
GAP_BEFORE_SECONDS=3      # what is sent before the node is ended
IDLE_SECONDS=10

HOSTS=(- 127.0.0.1 127.0.0.1 127.0.0.1)
NAMESPACES=()             # of the nodes, if each has a network of its own

three_ports() { # sets KAFKA_PORTS, and OTHER_PORTS for what else a node listens on
  read -ra KAFKA_PORTS <<<"0 $(free_ports 3)"
  read -ra OTHER_PORTS <<<"$(free_ports 6)"
  AT="${HOSTS[1]}:${KAFKA_PORTS[1]},${HOSTS[2]}:${KAFKA_PORTS[2]},${HOSTS[3]}:${KAFKA_PORTS[3]}"
}

cluster_command() { # akkord|kafka, node -> the words of the command, one a line
  local all
  if [ "${#NAMESPACES[@]}" -gt 0 ]; then printf '%s\n' ip netns exec "${NAMESPACES[$2]}"; fi
  if [ "$1" = akkord ]; then
    all="${HOSTS[1]}:${OTHER_PORTS[0]},${HOSTS[2]}:${OTHER_PORTS[1]},${HOSTS[3]}:${OTHER_PORTS[2]}"
    printf '%s\n' "$HOME_OF_AKKORD/bin/akkord" start --node-id "$2" --data "$WORK/data/$2" --host "${HOSTS[$2]}" \
      --kafka-port "${KAFKA_PORTS[$2]}" --cluster-port "${OTHER_PORTS[$2 - 1]}" --grpc-port "${OTHER_PORTS[$2 + 2]}" --join "$all"
  else
    printf '%s\n' "$JAVA" -Xmx1G -Xms1G -server -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35 \
      -XX:+ExplicitGCInvokesConcurrent -Djava.awt.headless=true -cp "$BENCH/target/lib/*" kafka.Kafka "$WORK/kafka-$2.properties"
  fi
}

format_three_kafkas() {
  local node id voters="1@${HOSTS[1]}:${OTHER_PORTS[0]},2@${HOSTS[2]}:${OTHER_PORTS[1]},3@${HOSTS[3]}:${OTHER_PORTS[2]}"
  id="$("$JAVA" -cp "$BENCH/target/lib/*" kafka.tools.StorageTool random-uuid 2>/dev/null | tail -1)"
  for node in 1 2 3; do
    cat >"$WORK/kafka-$node.properties" <<P
process.roles=broker,controller
node.id=$node
controller.quorum.voters=$voters
listeners=PLAINTEXT://${HOSTS[$node]}:${KAFKA_PORTS[$node]},CONTROLLER://${HOSTS[$node]}:${OTHER_PORTS[$node - 1]}
advertised.listeners=PLAINTEXT://${HOSTS[$node]}:${KAFKA_PORTS[$node]}
controller.listener.names=CONTROLLER
log.dirs=$WORK/data/$node
P
    "$JAVA" -cp "$BENCH/target/lib/*" kafka.tools.StorageTool format -t "$id" -c "$WORK/kafka-$node.properties" \
      >>"$WORK/kafka-format.log" 2>&1
  done
}

start_one_of() { # akkord|kafka, node; sets NODES[node]
  local command
  mapfile -t command < <(cluster_command "$1" "$2")
  "${command[@]}" >>"$WORK/cluster-$2.log" 2>&1 &
  NODES[$2]=$!
  disown "$!"
  STARTED+=("$!")
}

start_three() { # akkord|kafka; sets NODES and AT
  local node
  rm -rf "$WORK/data"
  three_ports
  if [ "$1" = kafka ]; then format_three_kafkas; fi
  for node in 1 2 3; do start_one_of "$1" "$node"; done
  for node in 1 2 3; do await_port "${HOSTS[$node]}:${KAFKA_PORTS[$node]}" "${NODES[$node]}"; done
}

replicated() { # name, partitions or assignment
  local how="--partitions $2 --replication-factor 3"
  case $2 in *:*) how="--replica-assignment $2" ;; esac
  # shellcheck disable=SC2086 # options are words
  tool org.apache.kafka.tools.TopicCommand --bootstrap-server "$AT" --create --topic "$1" $how --config min.insync.replicas=2 >/dev/null
  await_in_sync
}

await_in_sync() {
  local waited
  for ((waited = 0; waited < READY_SECONDS; waited++)); do
    [ -n "$(tool org.apache.kafka.tools.TopicCommand --bootstrap-server "$AT" --describe --under-replicated-partitions)" ] || return 0
    sleep 1
  done
  die "the replicas were not in sync in $READY_SECONDS s"
}

cpu_of_three() {
  local node sum=0
  for node in 1 2 3; do sum="$(awk -v a="$sum" -v b="$(cpu_seconds "${NODES[$node]}")" 'BEGIN { print a + b }')"; done
  echo "$sum"
}

rss_of_three() {
  local node sum=0
  for node in 1 2 3; do sum=$((sum + $(rss_mib "${NODES[$node]}"))); done
  echo "$sum"
}

with_all_cpu() { # file, command
  local before file=$1
  shift
  before="$(cpu_of_three)"
  "$@" >>"$file"
  per_gib "$before" "$(cpu_of_three)" $((KAFKA_RECORDS * RECORD_BYTES >> 20)) >>"$file-cpu"
}

# 99 of 100 records are acknowledged within so many milliseconds, at a rate that leaves both brokers room.
steady() { # akkord|kafka
  replicated steady 8
  tool org.apache.kafka.tools.ProducerPerformance --bootstrap-server "$AT" --topic steady --num-records $((STEADY_SECONDS * STEADY_RATE)) \
    --record-size "$RECORD_BYTES" --throughput "$STEADY_RATE" --command-property acks=all linger.ms=0 | tail -1 >"$WORK/steady"
  sed -n 's/.* \([0-9]*\) ms 50th.*/\1/p' "$WORK/steady" >>"$WORK/$1-steady-p50"
  sed -n 's/.* \([0-9]*\) ms 99th.*/\1/p' "$WORK/steady" >>"$WORK/$1-steady-p99"
}

controller_of() {
  tool org.apache.kafka.tools.MetadataQuorumCommand --bootstrap-server "$AT" describe --status | sed -n 's/^LeaderId:[[:space:]]*//p'
}

lose() { # akkord|kafka, leader|controller|frozen|cut|cut-controller|follower|stop; the longest time without an acknowledgement
  local controller others order victim signal=9 patience=()
  controller="$(controller_of)"
  case $controller in 1) others="2 3" ;; 2) others="1 3" ;; *) others="1 2" ;; esac
  read -ra others <<<"$others"
  case $2 in
    controller) order="$controller:${others[0]}:${others[1]}" victim=$controller ;;
    frozen) order="$controller:${others[0]}:${others[1]}" victim=$controller signal=STOP patience=("$FROZEN_REQUEST_MS") ;;
    cut) order="${others[0]}:$controller:${others[1]}" victim=${others[0]} signal=CUT patience=("$FROZEN_REQUEST_MS") ;;
    cut-controller) order="$controller:${others[0]}:${others[1]}" victim=$controller signal=CUT patience=("$FROZEN_REQUEST_MS") ;;
    follower) order="${others[0]}:$controller:${others[1]}" victim=${others[1]} ;;
    stop) order="${others[0]}:$controller:${others[1]}" victim=${others[0]} signal=TERM ;;
    *) order="${others[0]}:$controller:${others[1]}" victim=${others[0]} ;;
  esac
  replicated "lose-$2" "$order"
  tool Gap "$AT" "lose-$2" "$GAP_SECONDS" "${patience[@]}" >"$WORK/gap" &
  local gap=$!
  await_line "$gap" '^sending' "$WORK/gap"
  sleep "$GAP_BEFORE_SECONDS"
  case $signal in
    STOP) kill -STOP "${NODES[$victim]}" ;;
    CUT) cable "$victim" down ;;
    *) end "$signal" "${NODES[$victim]}" ;;
  esac
  wait "$gap" || die "the producer failed"
  if [ "$signal" = CUT ]; then cable "$victim" up; fi
  case $signal in STOP | CUT) end 9 "${NODES[$victim]}" ;; esac
  sed -n '$p' "$WORK/gap" | awk '{ print $1 }' >>"$WORK/$1-gap-$2"
  start_one_of "$1" "$victim"
  await_port "${HOSTS[$victim]}:${KAFKA_PORTS[$victim]}" "${NODES[$victim]}"
  await_in_sync
}

three_nodes() { # akkord|kafka
  local role node
  start_three "$1"
  replicated warm 8
  sleep "$IDLE_SECONDS"
  rss_of_three >>"$WORK/$1-idle"
  send warm "$KAFKA_WARM_RECORDS" "" >/dev/null
  send warm "$THREE_WARM_RECORDS" "batch.size=131072 linger.ms=5" >/dev/null
  fill_memory
  replicated small 8
  with_all_cpu "$WORK/$1-three-small" send small "$KAFKA_RECORDS" ""
  replicated large 8
  with_all_cpu "$WORK/$1-three-large" send large "$KAFKA_RECORDS" "batch.size=131072 linger.ms=5"
  replicated lz4 8
  with_all_cpu "$WORK/$1-three-lz4" send lz4 "$KAFKA_RECORDS" "batch.size=131072 linger.ms=5 compression.type=lz4"
  steady "$1"
  replicated pings 1
  tool Ping "$AT" pings "$LATENCY_MESSAGES" >"$WORK/ping"
  awk '{ print $1 }' "$WORK/ping" >>"$WORK/$1-three-p50"
  awk '{ print $2 }' "$WORK/ping" >>"$WORK/$1-three-p99"
  for role in leader controller frozen follower stop; do lose "$1" "$role"; done
  for node in 1 2 3; do end TERM "${NODES[$node]}"; done
  rm -rf "$WORK/data"
}

cluster() {
  local round which role
  build_kafka
  NODES=(0 0 0 0)
  for ((round = 1; round <= ROUNDS; round++)); do
    for which in $([ $((round % 2)) = 1 ] && echo akkord kafka || echo kafka akkord); do
      say "cluster: round $round of $ROUNDS, $which"
      three_nodes "$which"
    done
  done
  beside "three nodes, 1 KiB, acks=all, 16 KiB batches" MB/s three-small
  beside "  CPU of all a GiB" s three-small-cpu
  beside "three nodes, 1 KiB, acks=all, 128 KiB batches" MB/s three-large
  beside "  CPU of all a GiB" s three-large-cpu
  beside "three nodes, 1 KiB, acks=all, 128 KiB batches, lz4" MB/s three-lz4
  beside "  CPU of all a GiB" s three-lz4-cpu
  beside "three nodes, there and back, median" ms three-p50
  beside "three nodes, there and back, 99 %" ms three-p99
  beside "three nodes, 20,000 records a second, median" ms steady-p50
  beside "three nodes, 20,000 records a second, 99 %" ms steady-p99
  beside "three nodes, resident memory, idle" MiB idle
  for role in leader controller frozen follower stop; do
    case $role in
      leader) which="kill -9 of a leader" ;;
      controller) which="kill -9 of a leader with the controller" ;;
      frozen) which="a frozen leader with the controller" ;;
      follower) which="kill -9 of a follower" ;;
      stop) which="planned stop of a leader" ;;
    esac
    beside "longest without an acknowledgement, $which" ms "gap-$role"
  done
}
