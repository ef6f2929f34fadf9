# shellcheck shell=bash
# Sourced by `run`, after cluster.sh: three nodes, each in a network namespace of its own behind a bridge, and how long
# a producer waits when the cable of one is pulled. Needs root and iproute2.

CUT_NETWORK=10.77.0 # of the bridge and the three nodes; nothing leaves this machine

cables() { # sets HOSTS and NAMESPACES
  local node
  HOSTS=(- "$CUT_NETWORK.1" "$CUT_NETWORK.2" "$CUT_NETWORK.3")
  NAMESPACES=(-)
  ip link add "akb$$" type bridge
  ip addr add "$CUT_NETWORK.254/24" dev "akb$$"
  ip link set "akb$$" up
  for node in 1 2 3; do
    NAMESPACES[node]="akkord-bench-$$-$node"
    ip netns add "${NAMESPACES[$node]}"
    ip link add "ak$node-$$" type veth peer name eth0 netns "${NAMESPACES[$node]}"
    ip link set "ak$node-$$" master "akb$$" up
    ip -n "${NAMESPACES[$node]}" addr add "${HOSTS[$node]}/24" dev eth0
    ip -n "${NAMESPACES[$node]}" link set eth0 up
    ip -n "${NAMESPACES[$node]}" link set lo up
  done
}

cable() { ip link set "ak$1-$$" "$2"; } # node, up|down

uncut() {
  local node
  for node in 1 2 3; do
    [ -n "${NAMESPACES[$node]:-}" ] || continue
    ip link del "ak$node-$$" || true
    ip netns del "${NAMESPACES[$node]}" || true
  done
  if [ "${#NAMESPACES[@]}" -gt 0 ]; then ip link del "akb$$" || true; fi
  NAMESPACES=()
}

cut_off() {
  local round which role node
  if [ "$(id -u)" != 0 ] || ! command -v ip >/dev/null; then
    say "cut-off: left out, for it needs root and iproute2"
    return
  fi
  build_kafka
  NODES=(0 0 0 0)
  for ((round = 1; round <= ROUNDS; round++)); do
    for which in $([ $((round % 2)) = 1 ] && echo akkord kafka || echo kafka akkord); do
      say "cut-off: round $round of $ROUNDS, $which"
      cables
      start_three "$which"
      replicated warm 8
      send warm "$KAFKA_WARM_RECORDS" "" >/dev/null
      for role in cut cut-controller; do lose "$which" "$role"; done
      for node in 1 2 3; do end TERM "${NODES[$node]}"; done
      rm -rf "$WORK/data"
      uncut
    done
  done
  HOSTS=(- 127.0.0.1 127.0.0.1 127.0.0.1)
  beside "longest without an acknowledgement, a leader cut off" ms gap-cut
  beside "longest without an acknowledgement, a leader with the controller cut off" ms gap-cut-controller
}
