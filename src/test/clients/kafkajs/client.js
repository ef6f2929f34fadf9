'use strict';
// Obeys commands from standard input with kafkajs: words between tabs go in; lines and at last `ok`, or `failed` and
// why, come out. A record is a line: timestamp, key, value, headers; bytes are base64 after `=`, an absent one is `-`.

const readline = require('node:readline');
const { Kafka, CompressionTypes, CompressionCodecs, ConfigResourceTypes, logLevel } = require('kafkajs');

const codecs = require('./codecs');

CompressionCodecs[CompressionTypes.Snappy] = require('kafkajs-snappy');
CompressionCodecs[CompressionTypes.LZ4] = codecs.lz4;
CompressionCodecs[CompressionTypes.ZSTD] = codecs.zstd;

const COMPRESSIONS = {
  none: CompressionTypes.None,
  gzip: CompressionTypes.GZIP,
  snappy: CompressionTypes.Snappy,
  lz4: CompressionTypes.LZ4,
  zstd: CompressionTypes.ZSTD,
};

const [server] = process.argv.slice(2);
const kafka = new Kafka({ clientId: 'kafkajs', brokers: [server], logLevel: logLevel.WARN, requestTimeout: 30000 });
const admin = kafka.admin();
const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();

const bytes = (text) => (text === '-' ? null : Buffer.from(text.slice(1), 'base64'));

function headers(text) {
  const all = {};
  for (const header of text.split(';').filter(Boolean)) {
    const colon = header.indexOf(':');
    const name = header.slice(0, colon);
    all[name] = [...(all[name] ?? []), bytes(header.slice(colon + 1))];
  }
  return all;
}

async function records(partition) {
  const messages = [];
  for (let line = (await lines.next()).value; line !== 'end'; line = (await lines.next()).value) {
    const [timestamp, key, value, more] = line.split('\t');
    messages.push({ partition, timestamp, key: bytes(key), value: bytes(value), headers: headers(more) });
  }
  return messages;
}

// Answers the first offset and the number of records of each request; kafkajs makes one batch of it.
async function produce(topic, partition, compression, idempotent) {
  const messages = await records(Number(partition));
  const producer = kafka.producer({ idempotent: idempotent === 'idempotent', maxInFlightRequests: 1 });
  await producer.connect();
  try {
    const answer = [];
    for (let from = 0; from < messages.length; from += 8) {
      const some = messages.slice(from, from + 8);
      const [sent] = await producer.send({ topic, messages: some, acks: -1, compression: COMPRESSIONS[compression] });
      answer.push(`${sent.baseOffset}\t${some.length}`);
    }
    return answer;
  } finally {
    await producer.disconnect();
  }
}

const base64 = (buffer) => (buffer === null ? '-' : `=${buffer.toString('base64')}`);

function line({ offset, timestamp, key, value, headers: all }) {
  const written = Object.entries(all).flatMap(([name, values]) =>
    [values].flat().map((each) => `${name}:${base64(each)}`),
  );
  return [offset, timestamp, base64(key), base64(value), written.join(';')].join('\t');
}

// What kafkajs's consumer fetches and decodes with, without the group that it cannot do without.
async function read(topic, partition, offset, count) {
  const createCluster = Object.getOwnPropertySymbols(kafka).find((s) => s.description.endsWith('createCluster'));
  const cluster = kafka[createCluster]({ metadataMaxAge: 300000 });
  await cluster.connect();
  try {
    await cluster.addTargetTopic(topic);
    const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [Number(partition)]));
    const broker = await cluster.findBroker({ nodeId });
    const got = [];
    while (got.length < Number(count)) {
      const from = String(Number(offset) + got.length);
      const wanted = { partition: Number(partition), fetchOffset: from, maxBytes: 1048576 };
      const answer = await broker.fetch({ maxWaitTime: 500, topics: [{ topic, partitions: [wanted] }] });
      const { messages } = answer.responses[0].partitions[0];
      got.push(...messages.filter((message) => BigInt(message.offset) >= BigInt(from)));
    }
    return got.slice(0, Number(count)).map(line);
  } finally {
    await cluster.disconnect();
  }
}

async function metadata(topic) {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  return topics[0].partitions.map((p) => `${p.partitionId}\t${p.leader}\t${p.replicas}\t${p.isr}`).sort();
}

// Reads as a member of a group until so many records have come, which are committed.
async function group(topic, groupId, count) {
  const consumer = kafka.consumer({ groupId, sessionTimeout: 10000, heartbeatInterval: 500 });
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    const read = [];
    let finish;
    const finished = new Promise((resolve) => (finish = resolve));
    await consumer.run({
      eachMessage: async ({ partition, message }) => {
        read.push([partition, Number(message.offset), message.value.toString()]);
        if (read.length >= Number(count)) finish();
      },
    });
    await finished;
    await consumer.stop();
    read.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    return read.map((record) => record.join('\t'));
  } finally {
    await consumer.disconnect();
  }
}

const COMMANDS = {
  group,
  groups: async () => (await admin.listGroups()).groups.map((each) => each.groupId).sort(),
  committed: async (groupId, topic) => {
    const [{ partitions }] = await admin.fetchOffsets({ groupId, topics: [topic] });
    return partitions.map((each) => `${topic}-${each.partition}\t${each.offset}`).sort();
  },
  'delete-group': async (groupId) => {
    await admin.deleteGroups([groupId]);
  },
  create: async (topic, numPartitions) => {
    await admin.createTopics({ topics: [{ topic, numPartitions: Number(numPartitions), replicationFactor: 1 }] });
  },
  delete: async (topic) => admin.deleteTopics({ topics: [topic] }),
  grow: async (topic, count) => admin.createPartitions({ topicPartitions: [{ topic, count: Number(count) }] }),
  topics: async () => (await admin.listTopics()).sort(),
  metadata,
  cluster: async () => (await admin.describeCluster()).brokers.map((b) => `${b.nodeId}\t${b.host}:${b.port}`),
  setting: async (topic, name) => {
    const resource = { type: ConfigResourceTypes.TOPIC, name: topic, configNames: [name] };
    const { resources } = await admin.describeConfigs({ resources: [resource], includeSynonyms: false });
    return resources[0].configEntries.map((entry) => entry.configValue);
  },
  set: async (topic, name, value) => {
    const resource = { type: ConfigResourceTypes.TOPIC, name: topic, configEntries: [{ name, value }] };
    await admin.alterConfigs({ validateOnly: false, resources: [resource] });
  },
  bounds: async (topic, partition) => {
    const offsets = await admin.fetchTopicOffsets(topic);
    const of = offsets.find((each) => each.partition === Number(partition));
    return [of.low, of.high];
  },
  at: async (topic, partition, timestamp) => {
    const offsets = await admin.fetchTopicOffsetsByTimestamp(topic, Number(timestamp));
    return [offsets.find((each) => each.partition === Number(partition)).offset];
  },
  'delete-records': async (topic, partition, offset) => {
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: Number(partition), offset }] });
  },
  produce,
  read,
};

async function run() {
  await admin.connect();
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    const [command, ...words] = next.value.split('\t');
    try {
      const answer = await COMMANDS[command](...words);
      for (const line of Array.isArray(answer) ? answer : []) process.stdout.write(`${line}\n`);
      process.stdout.write('ok\n');
    } catch (refused) {
      console.error(refused);
      process.stdout.write(`failed\t${refused.type ?? refused.name}: ${refused.message}\n`);
    }
  }
  await admin.disconnect();
}

run().catch((broken) => {
  console.error(broken);
  process.exitCode = 1;
});
