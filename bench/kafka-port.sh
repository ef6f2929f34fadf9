# shellcheck shell=bash
# Sourced by `run`: Akkord and Apache Kafka in turn behind the same clients, Kafka's own tools where there are such.

KAFKA_RECORDS=600000      # of 1 KiB, in each case
KAFKA_WARM_RECORDS=400000
LATENCY_MESSAGES=5000     # there and back, the first half to warm up
MANY_PARTITIONS="1000 5000"

tool() { # class, arguments; Apache Kafka's tools are as good a client of Akkord
  "$JAVA" -Xmx512m -cp "$KAFKA_CP" "$@" 2>>"$WORK/tools.log" || { tail -5 "$WORK/tools.log" >&2; die "$1 failed"; }
}

start_kafka() { # sets NODE and KAFKA_AT; formats first unless told `again`
  local command
  [ "${1:-}" = again ] || format_kafka
  mapfile -t command < <(kafka_broker)
  "${command[@]}" >>"$WORK/kafka.log" 2>&1 &
  NODE=$!
  disown "$NODE"
  STARTED+=("$NODE")
  await_port "$KAFKA_AT" "$NODE"
}

await_port() { # host:port, pid
  local waited
  for ((waited = 0; waited < READY_SECONDS * 20; waited++)); do
    if (exec 3<>"/dev/tcp/${1%:*}/${1#*:}") 2>/dev/null; then return; fi
    kill -0 "$2" 2>/dev/null || die "the broker ended before its port was open"
    sleep 0.05
  done
  die "no port $1 in $READY_SECONDS s"
}

start_broker() { # akkord|kafka [again]; sets NODE and AT
  if [ "$1" = kafka ]; then
    start_kafka "${2:-}"
    AT=$KAFKA_AT
  else
    [ "${2:-}" = again ] || rm -rf "$WORK/data"
    start_akkord "$WORK/data"
    AT="127.0.0.1:$KAFKA_PORT"
  fi
}

topic() { # name, partitions
  tool org.apache.kafka.tools.TopicCommand --bootstrap-server "$AT" --create --topic "$1" --partitions "$2" \
    --replication-factor 1 >/dev/null
}

send() { # topic, records, properties; prints MB a second as the tool counts them
  local line props=()
  read -ra props <<<"$3"
  line="$(tool org.apache.kafka.tools.ProducerPerformance --bootstrap-server "$AT" --topic "$1" --num-records "$2" \
    --record-size "$RECORD_BYTES" --throughput -1 --command-property acks=all "${props[@]}" | tail -1)"
  sed -n 's/.*(\([0-9.]*\) MB\/sec).*/\1/p' <<<"$line"
}

# What `$2...` prints goes to FILE, the broker's CPU seconds a GiB beside it.
with_cpu() { # file, command
  local before file=$1
  shift
  before="$(cpu_seconds "$NODE")"
  "$@" >>"$file"
  per_gib "$before" "$(cpu_seconds "$NODE")" $((KAFKA_RECORDS * RECORD_BYTES >> 20)) >>"$file-cpu"
}

kafka_load() { # akkord|kafka
  start_broker "$1"
  topic warm 8
  send warm "$KAFKA_WARM_RECORDS" "" >/dev/null
  tool ReadAll "$AT" warm "$KAFKA_WARM_RECORDS" >/dev/null
  topic small 8
  with_cpu "$WORK/$1-small" send small "$KAFKA_RECORDS" ""
  topic large 8
  with_cpu "$WORK/$1-large" send large "$KAFKA_RECORDS" "batch.size=131072 linger.ms=5"
  topic lz4 8
  with_cpu "$WORK/$1-lz4" send lz4 "$KAFKA_RECORDS" "batch.size=131072 linger.ms=5 compression.type=lz4"
  with_cpu "$WORK/$1-read" tool ReadAll "$AT" large "$KAFKA_RECORDS"
  topic pings 1
  tool Ping "$AT" pings "$LATENCY_MESSAGES" >"$WORK/ping"
  awk '{ print $1 }' "$WORK/ping" >>"$WORK/$1-p50"
  awk '{ print $2 }' "$WORK/ping" >>"$WORK/$1-p99"
  rss_mib "$NODE" >>"$WORK/$1-rss" && echo >>"$WORK/$1-rss"
  end TERM "$NODE"
}

millis_since() { echo $((($(date +%s%N) - $1) / 1000000)); }

kafka_partitions() { # akkord|kafka, partitions
  local begin
  start_broker "$1"
  topic first 1
  begin="$(date +%s%N)"
  topic many "$2"
  tool Touch "$AT" many "$2"
  millis_since "$begin" >>"$WORK/$1-create-$2"
  end 9 "$NODE"
  begin="$(date +%s%N)"
  start_broker "$1" again
  tool Touch "$AT" many "$2"
  millis_since "$begin" >>"$WORK/$1-restart-$2"
  end TERM "$NODE"
}

beside() { # label, unit, suffix of the two files
  result "$1: Akkord" "$2" "$WORK/akkord-$3"
  result "$1: Apache Kafka" "$2" "$WORK/kafka-$3"
  ratio "$1: ratio" "$WORK/akkord-$3" "$WORK/kafka-$3"
}

kafka() {
  local round which many
  build_kafka
  for ((round = 1; round <= ROUNDS; round++)); do
    for which in $([ $((round % 2)) = 1 ] && echo akkord kafka || echo kafka akkord); do
      say "kafka: round $round of $ROUNDS, $which"
      kafka_load "$which"
      for many in $MANY_PARTITIONS; do kafka_partitions "$which" "$many"; done
      rm -rf "$WORK/data" "$WORK/kafka-data"
    done
  done
  beside "1 KiB, acks=all, 16 KiB batches" MB/s small
  beside "  CPU a GiB" s small-cpu
  beside "1 KiB, acks=all, 128 KiB batches" MB/s large
  beside "  CPU a GiB" s large-cpu
  beside "1 KiB, acks=all, 128 KiB batches, lz4" MB/s lz4
  beside "  CPU a GiB" s lz4-cpu
  beside "read, one consumer" MiB/s read
  beside "  CPU a GiB" s read-cpu
  beside "there and back, one in flight, median" ms p50
  beside "there and back, one in flight, 99 %" ms p99
  beside "resident memory after that" MiB rss
  for many in $MANY_PARTITIONS; do
    beside "$many partitions, to a record in each" ms "create-$many"
    beside "$many partitions, kill -9, to a record in each" ms "restart-$many"
  done
}
