"""Obeys commands from standard input with kafka-python.

Words between tabs go in; lines and at last `ok`, or `failed` and why, come out. A record is a line: timestamp, key,
value, headers; bytes are base64 after `=`, an absent one is `-`.
"""

import base64
import sys
import time
import traceback

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, NewPartitions, NewTopic

SERVER = sys.argv[1]
SECONDS_MAX = 30


def decoded(text):
    return None if text == "-" else base64.b64decode(text[1:])


def encoded(value):
    return "-" if value is None else "=" + base64.b64encode(value).decode()


def headers_of(text):
    pairs = (header.split(":", 1) for header in text.split(";") if header)
    return [(name, decoded(value)) for name, value in pairs]


def line_of(record):
    headers = ";".join(f"{name}:{encoded(value)}" for name, value in record.headers)
    return f"{record.timestamp}\t{encoded(record.key)}\t{encoded(record.value)}\t{headers}"


def records():
    for line in iter(lambda: sys.stdin.readline().rstrip("\n"), "end"):
        timestamp, key, value, headers = line.split("\t")
        yield {
            "timestamp_ms": int(timestamp),
            "key": decoded(key),
            "value": decoded(value),
            "headers": headers_of(headers),
        }


def produce(topic, partition, compression):
    given = list(records())
    codec = None if compression == "none" else compression
    producer = KafkaProducer(
        bootstrap_servers=SERVER, compression_type=codec, acks="all", linger_ms=20, batch_size=4096
    )
    try:
        sent = [producer.send(topic, partition=int(partition), **record) for record in given]
        producer.flush(SECONDS_MAX)
        answers = [each.get(SECONDS_MAX) for each in sent]
        return [f"{each.offset}\t{each.timestamp}" for each in answers]
    finally:
        producer.close(SECONDS_MAX)


def read(topic, partition, offset, count):
    place = TopicPartition(topic, int(partition))
    consumer.assign([place])
    consumer.seek(place, int(offset))
    lines = []
    deadline = time.monotonic() + SECONDS_MAX
    while len(lines) < int(count):
        if time.monotonic() > deadline:
            raise RuntimeError(f"only {len(lines)} of {count} records came")
        for some in consumer.poll(500).values():
            lines += [f"{record.offset}\t{line_of(record)}" for record in some]
    return lines[: int(count)]


def group(topic, name, count):
    """Reads as a member of a group, and commits."""
    member = KafkaConsumer(
        topic, bootstrap_servers=SERVER, group_id=name, auto_offset_reset="earliest", enable_auto_commit=False
    )
    lines = []
    deadline = time.monotonic() + 2 * SECONDS_MAX
    try:
        while len(lines) < int(count):
            if time.monotonic() > deadline:
                raise RuntimeError(f"only {len(lines)} of {count} records came")
            for some in member.poll(500).values():
                lines += [f"{record.partition}\t{record.offset}\t{record.value.decode()}" for record in some]
        member.commit()
        return sorted(lines, key=lambda line: [int(word) for word in line.split("\t")[:2]])
    finally:
        member.close()


def groups():
    return sorted(name for name, _ in admin.list_consumer_groups())


def committed(name):
    offsets = admin.list_consumer_group_offsets(name)
    return sorted(f"{place.topic}-{place.partition}\t{kept.offset}" for place, kept in offsets.items())


def members(name):
    described = admin.describe_consumer_groups([name])[0]
    return [described.state, len(described.members)]


def bounds(topic, partition):
    place = TopicPartition(topic, int(partition))
    return [consumer.beginning_offsets([place])[place], consumer.end_offsets([place])[place]]


def at(topic, partition, timestamp):
    place = TopicPartition(topic, int(partition))
    found = consumer.offsets_for_times({place: int(timestamp)})[place]
    return [] if found is None else [f"{found.offset}\t{found.timestamp}"]


def setting(topic, name):
    asked = ConfigResource(ConfigResourceType.TOPIC, topic, {name: None})
    answers = admin.describe_configs([asked])
    return [entry[1] for answer in answers for resource in answer.resources for entry in resource[4]]


def set_to(topic, name, value):
    admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, {name: value})])


def create(topic, partitions):
    admin.create_topics([NewTopic(topic, int(partitions), 1)], timeout_ms=SECONDS_MAX * 1000)


def delete(topic):
    admin.delete_topics([topic], timeout_ms=SECONDS_MAX * 1000)


def grow(topic, count):
    admin.create_partitions({topic: NewPartitions(int(count))}, timeout_ms=SECONDS_MAX * 1000)


def topics():
    return sorted(admin.list_topics())


def metadata(topic):
    found = admin.describe_topics([topic])[0]["partitions"]
    return sorted(f"{p['partition']}\t{p['leader']}\t{p['replicas']}\t{p['isr']}" for p in found)


def cluster():
    return [f"{broker['node_id']}\t{broker['host']}:{broker['port']}" for broker in admin.describe_cluster()["brokers"]]


COMMANDS = {
    "create": create,
    "delete": delete,
    "grow": grow,
    "topics": topics,
    "metadata": metadata,
    "cluster": cluster,
    "setting": setting,
    "set": set_to,
    "produce": produce,
    "read": read,
    "group": group,
    "groups": groups,
    "committed": committed,
    "members": members,
    "bounds": bounds,
    "at": at,
}

admin = KafkaAdminClient(bootstrap_servers=SERVER)
consumer = KafkaConsumer(
    bootstrap_servers=SERVER, enable_auto_commit=False, auto_offset_reset="none", fetch_max_wait_ms=20
)
for command, *words in (line.rstrip("\n").split("\t") for line in iter(sys.stdin.readline, "")):
    try:
        for answer in COMMANDS[command](*words) or []:
            print(answer)
        print("ok", flush=True)
    except Exception as refused:  # whatever it is, the test that asked is told
        traceback.print_exc()
        print(f"failed\t{type(refused).__name__}: {refused}".replace("\n", " "), flush=True)
consumer.close()
admin.close()
