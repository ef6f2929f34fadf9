'use strict';
// The compressions that kafkajs leaves to plug-ins. The usual plug-ins for lz4 and zstd need native code; these are
// JavaScript and WebAssembly. kafkajs hands over an encoder with the records, and takes and gives buffers.

const lz4 = require('lz4js');
const xxh32 = require('lz4js/xxh32');
const zstd = require('@bokuweb/zstd-wasm');

const LZ4_FLAGS_AT = 4;
const LZ4_CHECKSUM_AT = 6;
const LZ4_BLOCKS_INDEPENDENT = 0x20;
const UNPACKED_BYTES_MAX = 16 * 1024 * 1024;

const zstdReady = zstd.init();

// lz4js makes blocks that stand alone but does not say so, which Kafka's clients insist on.
function lz4Frame(bytes) {
  const frame = Buffer.from(lz4.compress(bytes));
  frame[LZ4_FLAGS_AT] |= LZ4_BLOCKS_INDEPENDENT;
  frame[LZ4_CHECKSUM_AT] = (xxh32.hash(0, frame, LZ4_FLAGS_AT, 2) >>> 8) & 0xff;
  return frame;
}

module.exports = {
  lz4: () => ({
    compress: async (encoder) => lz4Frame(encoder.buffer),
    decompress: async (bytes) => Buffer.from(lz4.decompress(bytes)),
  }),
  zstd: () => ({
    compress: async (encoder) => {
      await zstdReady;
      return Buffer.from(zstd.compress(encoder.buffer, 3));
    },
    decompress: async (bytes) => {
      await zstdReady;
      return Buffer.from(zstd.decompress(bytes, { defaultHeapSize: UNPACKED_BYTES_MAX }));
    },
  }),
};
