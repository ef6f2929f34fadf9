# shellcheck shell=bash
# Sourced by `run`, after cluster.sh: groups of Akkord and of Apache Kafka in turn behind the same clients.

COMMITTING_GROUPS=64      # each with a connection and one commit in flight
COMMIT_SECONDS=12         # the first quarter to warm up
MEMBERS=300               # in one group, a partition each
IDLE_GROUPS=10000
QUIET_SECONDS=20          # what idle groups are watched for

committed() { # akkord|kafka, suffix; commits a second
  tool Commits "${AT%%,*}" offsets "$COMMITTING_GROUPS" "$COMMIT_SECONDS" >>"$WORK/$1-commits-$2"
  say "  $(tail -1 "$WORK/$1-commits-$2") commits/s"
}

many_members() { # akkord|kafka, classic|consumer
  tool Members "$AT" members "$MEMBERS" "$MEMBERS" "$2" >"$WORK/members"
  awk '{ print $1 }' "$WORK/members" >>"$WORK/$1-form-$2"
  awk '{ print $2 }' "$WORK/members" >>"$WORK/$1-leave-$2"
  say "  $2 members came in and one left in $(cat "$WORK/members") ms"
}

idle_groups() { # akkord|kafka
  local before cpu
  before="$(rss_mib "$NODE")"
  tool IdleGroups "$AT" offsets "$IDLE_GROUPS"
  sleep "$QUIET_SECONDS"
  awk -v a="$before" -v b="$(rss_mib "$NODE")" 'BEGIN { print b - a }' >>"$WORK/$1-idle-groups"
  cpu="$(cpu_seconds "$NODE")"
  sleep "$QUIET_SECONDS"
  awk -v a="$cpu" -v b="$(cpu_seconds "$NODE")" -v s="$QUIET_SECONDS" 'BEGIN { print 100 * (b - a) / s }' \
    >>"$WORK/$1-idle-groups-cpu"
  say "  $(tail -1 "$WORK/$1-idle-groups") MiB, $(tail -1 "$WORK/$1-idle-groups-cpu") % of a core for idle groups"
}

groups_of_one() { # akkord|kafka
  start_broker "$1"
  topic offsets 1
  topic members "$MEMBERS"
  committed "$1" one
  idle_groups "$1"
  many_members "$1" classic
  many_members "$1" consumer
  end TERM "$NODE"
  rm -rf "$WORK/data" "$WORK/kafka-data"
}

groups_of_three() { # akkord|kafka
  local node
  start_three "$1"
  replicated offsets 1
  committed "$1" three
  for node in 1 2 3; do end TERM "${NODES[$node]}"; done
  rm -rf "$WORK/data"
}

groups() {
  local round which
  build_kafka
  NODES=(0 0 0 0)
  for ((round = 1; round <= ROUNDS; round++)); do
    for which in $([ $((round % 2)) = 1 ] && echo akkord kafka || echo kafka akkord); do
      say "groups: round $round of $ROUNDS, $which"
      groups_of_one "$which"
      groups_of_three "$which"
    done
  done
  beside "commits of $COMMITTING_GROUPS groups, one node" /s commits-one
  beside "commits of $COMMITTING_GROUPS groups, three nodes" /s commits-three
  for which in classic consumer; do
    beside "$MEMBERS members come, $which protocol" ms "form-$which"
    beside "one of $MEMBERS leaves, $which protocol" ms "leave-$which"
  done
  beside "$IDLE_GROUPS idle groups, resident memory" MiB idle-groups
  beside "  CPU of a core" % idle-groups-cpu
}
