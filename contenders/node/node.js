#!/usr/bin/env node
// Node's own ways, as its documentation shows them: `Promise.all`, a limit kept by so many async
// functions that take the next index, worker threads, and child processes with a message a task.
// A program under the contract of docs/PROGRAMS.md, whole in this file.
'use strict';

const { fork } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const net = require('node:net');
const { createInterface } = require('node:readline');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');

const now = () => process.hrtime.bigint(); // CLOCK_MONOTONIC
const u64 = (x) => BigInt.asUintN(64, x);

function mix(x) {
  x = u64(x + 0x9e3779b97f4a7c15n);
  x = u64((x ^ (x >> 30n)) * 0xbf58476d1ce4e5b9n);
  x = u64((x ^ (x >> 27n)) * 0x94d049bb133111ebn);
  return x ^ (x >> 31n);
}

const combine = (a, b) => mix(a ^ u64(b + 0x9e3779b97f4a7c15n + u64(a << 6n) + (a >> 2n)));

const CHUNK = Buffer.from(Array.from({ length: 16384 }, (_, i) => Number(mix(BigInt(i)) & 255n)));

function sha(i, bytes, salt) {
  const variant = Buffer.alloc(8);
  variant.writeBigUInt64LE(mix(BigInt(i % 2) ^ salt));
  const hash = createHash('sha256').update(variant.subarray(0, Math.min(8, bytes)));
  for (let left = bytes - 8; left > 0; left -= CHUNK.length) {
    hash.update(left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK);
  }
  return mix(hash.digest().readBigUInt64LE() ^ BigInt(i) ^ salt);
}

/// Never less: Node's timers count whole milliseconds from a cached time.
async function sleep(ns) {
  const until = now() + BigInt(ns);
  do {
    const left = Number(until - now());
    await new Promise((resolve) => setTimeout(resolve, Math.max(1, Math.ceil(left / 1e6))));
  } while (now() < until);
}

/// A connection that takes one request after another.
class Connection {
  static open({ host, port, bytes }) {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ host, port, noDelay: true });
      socket.once('connect', () => resolve(new Connection(socket, bytes))).once('error', reject);
    });
  }

  constructor(socket, bytes) {
    this.socket = socket;
    this.reply = Buffer.alloc(bytes);
    this.filled = 0;
    socket.on('data', (piece) => {
      this.filled += piece.copy(this.reply, this.filled);
      if (this.filled === bytes) this.answered(this.reply.readBigUInt64LE(16));
    });
    socket.on('close', () => this.failed && this.failed(new Error('the server has closed')));
  }

  ask(i, task) {
    const request = Buffer.alloc(task.bytes);
    request.writeUInt32LE(task.bytes, 0);
    request.writeUInt32LE(task.delay_us, 4);
    request.writeBigUInt64LE(BigInt(i), 8);
    this.filled = 0;
    return new Promise((resolve, reject) => {
      [this.answered, this.failed] = [resolve, reject];
      this.socket.write(request);
    });
  }
}

/// What a task of a cell does in a batch with this salt. `place` is the connection of one in flight,
/// where there is one.
const tasks = {
  noop: async (i, salt) => mix(BigInt(i) ^ salt),
  timer: async (i, salt, task) => (await sleep(task.wait_ns), mix(BigInt(i) ^ salt)),
  tcp: async (i, salt, task, place) => combine(BigInt(i) ^ salt, await place.ask(i, task)),
  sha256: async (i, salt, task) => sha(i, task.bytes, salt),
  mixed: async (i, salt, task) => (await sleep(task.wait_ns), sha(i, task.bytes, salt)),
};
tasks.simple_script = tasks.mixed;

const openPlace = (cell) => (cell.workload === 'tcp' ? Connection.open(cell.task) : null);

/// A worker thread or child process: one task at a time, its digest as the answer.
async function work(cell, port) {
  const place = await openPlace(cell);
  port.on('message', async ([i, salt]) => {
    if (i < 0) {
      process.exit(0);
    }
    const begun = now();
    port.send([i, await tasks[cell.workload](i, salt, cell.task, place), begun, now()]);
  });
  port.send('ready');
}

/// Where digests and stamps go.
class Results {
  constructor({ path, digests_at, stamps_at }) {
    this.file = fs.openSync(path, 'r+');
    [this.digestsAt, this.stampsAt] = [digests_at, stamps_at];
  }

  leave(i, digest, stamps, begun, ended) {
    fs.writeSync(this.file, new BigUint64Array([digest]), 0, 8, this.digestsAt + 8 * i);
    if (stamps) {
      fs.writeSync(this.file, new BigUint64Array([begun, ended]), 0, 16, this.stampsAt + 16 * i);
    }
  }
}

/// Tasks on this thread's event loop: `width` async functions that each take the next index. With
/// as many as there are tasks it is `Promise.all` over a promise for each.
class Loop {
  async prepare(cell) {
    this.cell = cell;
    this.places = await Promise.all(Array.from({ length: cell.limit }, () => openPlace(cell)));
  }

  async run(batch, results) {
    const { workload, task } = this.cell;
    let next = 0;
    const worker = async (place) => {
      while (next < batch.tasks) {
        const i = next++;
        const begun = now();
        const digest = await tasks[workload](i, batch.salt, task, place);
        results.leave(i, digest, batch.stamps, begun, now());
      }
    };
    await Promise.all(this.places.map(worker));
  }

  close() {
    this.places.forEach((place) => place && place.socket.destroy());
  }
}

/// Every task is a promise, all of them at once.
class Gather extends Loop {
  async run(batch, results) {
    const { workload, task } = this.cell;
    const one = async (place, i) => {
      const begun = now();
      const digest = await tasks[workload](i, batch.salt, task, place);
      results.leave(i, digest, batch.stamps, begun, now());
    };
    await Promise.all(this.places.slice(0, batch.tasks).map(one));
  }
}

/// So many workers; each gets the next index when it has answered.
class Pool {
  constructor(start) {
    this.start = start;
  }

  async prepare(cell) {
    this.workers = Array.from({ length: cell.limit }, () => this.start(cell));
    await Promise.all(
      this.workers.map(
        (worker) =>
          new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject)),
      ),
    );
  }

  run(batch, results) {
    return new Promise((resolve, reject) => {
      let [next, left] = [0, batch.tasks];
      if (left === 0) resolve();
      for (const worker of this.workers) {
        worker.removeAllListeners('message');
        worker.on('message', ([i, digest, begun, ended]) => {
          results.leave(i, digest, batch.stamps, begun, ended);
          if (next < batch.tasks) worker.send([next++, batch.salt]);
          if (--left === 0) resolve();
        });
        worker.once('error', reject);
        if (next < batch.tasks) worker.send([next++, batch.salt]);
      }
    });
  }

  close() {
    this.workers.forEach((worker) => worker.send([-1, 0n]));
  }
}

function startThread(cell) {
  const worker = new Worker(__filename, { workerData: cell });
  worker.send = worker.postMessage;
  return worker;
}

const startProcess = (cell) =>
  fork(__filename, [JSON.stringify(cell)], { serialization: 'advanced' });

const strategies = {
  sequential: () => new Loop(),
  gather: () => new Gather(),
  semaphore: () => new Loop(),
  thread_pool: () => new Pool(startThread),
  process_pool: () => new Pool(startProcess),
};

const description = {
  protocol: 2,
  engine: 'node',
  library: 'node',
  version: process.versions.node,
  language: 'javascript',
  contenders: Object.keys(strategies).map((strategy) => ({
    strategy,
    kind: 'documented',
    workloads: Object.keys(tasks),
  })),
};

async function main() {
  let contender = null;
  let results = null;
  const answers = {
    describe: async () => description,
    prepare: async (order) => {
      results = new Results(order.file);
      contender = strategies[order.strategy]();
      const { workload, task, limit } = order;
      await contender.prepare({ workload, task, limit });
      return { ready: true };
    },
    batch: async (order) => {
      const start = now();
      await contender.run({ ...order, salt: BigInt(order.salt) }, results);
      const makespan = now() - start;
      return {
        number: order.number,
        started_ns: Number(start),
        makespan_ns: Number(makespan),
      };
    },
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const order = JSON.parse(line);
    if (order.do === 'quit') break;
    const answer = answers[order.do] || (async () => ({ failed: `no order '${order.do}'` }));
    const told = await answer(order).catch((e) => ({ number: order.number, failed: String(e) }));
    process.stdout.write(JSON.stringify(told) + '\n');
  }
  if (contender) contender.close();
}

if (!isMainThread) {
  parentPort.send = parentPort.postMessage;
  work(workerData, parentPort);
} else if (process.send) {
  process.on('disconnect', () => process.exit(0));
  work(JSON.parse(process.argv[2]), process);
} else {
  main();
}
