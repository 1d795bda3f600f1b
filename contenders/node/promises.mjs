#!/usr/bin/env -S node --single-threaded
// Node's own ways, as its documentation shows them: promises on one loop, a semaphore in front of
// them as most people write it, a pool of worker threads and one of child processes, which are sent
// one index after another. A program under the contract of docs/PROGRAMS.md, whole in this file.
// V8's own threads are left out (--single-threaded): they compile and collect when a batch has
// ended.
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { openSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const FILE = fileURLToPath(import.meta.url);
const IN_A_CHILD = process.argv[2] === 'child';

const wrapped = (x) => BigInt.asUintN(64, x);

function mix(x) {
  x = wrapped(x + 0x9e3779b97f4a7c15n);
  x = wrapped((x ^ (x >> 30n)) * 0xbf58476d1ce4e5b9n);
  x = wrapped((x ^ (x >> 27n)) * 0x94d049bb133111ebn);
  return x ^ (x >> 31n);
}

const combine = (a, b) => mix(wrapped(a ^ wrapped(b + 0x9e3779b97f4a7c15n + (a << 6n) + (a >> 2n))));

const CHUNK = Buffer.from(Array.from({ length: 16384 }, (_, i) => Number(mix(BigInt(i)) & 255n)));

function sha(i, size, salt) {
  const variant = Buffer.alloc(8);
  variant.writeBigUInt64LE(mix((i % 2n) ^ salt));
  const hash = createHash('sha256').update(variant.subarray(0, Math.min(size, 8)));
  for (let left = size - 8; left > 0; left -= CHUNK.length) {
    hash.update(left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK);
  }
  return mix(hash.digest().readBigUInt64LE() ^ i ^ salt);
}

// In how many ways queens stand from row on: M. Richards, 1997.
function place(row, columns, left, right, blocked) {
  if (row === 8) return 1;
  let free = 255 & ~(columns | left | right);
  if (blocked >> 3 === row) free &= ~(1 << (blocked & 7));
  let ways = 0;
  while (free !== 0) {
    const square = free & -free;
    free ^= square;
    ways += place(row + 1, columns | square, (left | square) << 1, (right | square) >> 1, blocked);
  }
  return ways;
}

function queens(i, boards, salt) {
  let digest = salt;
  for (let board = 0; board < boards; ++board) {
    digest = mix(digest ^ BigInt(place(0, 0, 0, 0, board % 64)));
  }
  return mix(digest ^ i);
}

// A connection with one request in flight.
class Connection {
  static async open({ host, port, bytes, delay_us }) {
    const socket = connect({ host, port, noDelay: true });
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new Connection(socket, bytes, delay_us);
  }

  constructor(socket, bytes, delay) {
    this.socket = socket;
    this.request = Buffer.alloc(bytes);
    this.request.writeUInt32LE(bytes);
    this.request.writeUInt32LE(delay, 4);
    this.reply = Buffer.alloc(bytes);
    this.received = 0;
    socket.on('data', (part) => {
      part.copy(this.reply, this.received);
      this.received += part.length;
      if (this.received >= bytes) this.answered(this.reply.readBigUInt64LE(16));
    });
    socket.on('error', (error) => this.broke(error));
    socket.on('close', () => this.broke(new Error('the server has closed the connection')));
  }

  answered() {} // of the request in flight

  broke() {}

  ask(i) {
    this.request.writeBigUInt64LE(i, 8);
    this.received = 0;
    return new Promise((resolve, reject) => {
      this.answered = resolve;
      this.broke = reject;
      this.socket.write(this.request);
    });
  }
}

const now = process.hrtime.bigint; // CLOCK_MONOTONIC, in nanoseconds

// A timer of Node counts in milliseconds and may fire one early: then it is set again.
async function wait(duration) {
  const due = now() + BigInt(duration);
  for (let left = duration; left > 0; left = Number(due - now())) await sleep(left / 1e6);
}

const still = new Int32Array(new SharedArrayBuffer(4));
const block = (duration) => Atomics.wait(still, 0, 0, duration / 1e6);

// What task i does, and its digest.
const WORKLOADS = {
  noop: (task, i, salt) => mix(i ^ salt),
  timer: async (task, i, salt) => {
    await wait(task.wait_ns);
    return mix(i ^ salt);
  },
  sync_only: (task, i, salt) => {
    block(task.wait_ns);
    return mix(i ^ salt);
  },
  tcp: async (task, i, salt, connection) => combine(i ^ salt, await connection.ask(i)),
  sha256: (task, i, salt) => sha(i, task.bytes, salt),
  mixed: async (task, i, salt) => {
    await wait(task.wait_ns);
    return sha(i, task.bytes, salt);
  },
  nqueens: (task, i, salt) => queens(i, task.boards, salt),
};
WORKLOADS.simple_script = WORKLOADS.mixed;

// Runs tasks of one cell, with a connection for each that may be in flight where there are any.
class Tasks {
  static async open(cell, inFlight) {
    const made = new Tasks(cell);
    if (cell.workload === 'tcp') {
      const opened = Array.from({ length: inFlight }, () => Connection.open(cell.task));
      made.places = await Promise.all(opened);
    }
    return made;
  }

  constructor({ workload, task, file }) {
    this.work = WORKLOADS[workload];
    this.task = task;
    this.file = file;
    this.descriptor = openSync(file.path, 'r+'); // Node maps no files
    this.places = [];
    this.numbers = Buffer.alloc(24);
  }

  async one(i, { salt, stamps }) {
    const begun = stamps ? now() : 0n;
    const connection = this.places.pop();
    let digest = this.work(this.task, BigInt(i), BigInt(salt), connection);
    if (digest instanceof Promise) digest = await digest; // what does not wait ends at once
    if (connection) this.places.push(connection);
    this.numbers.writeBigUInt64LE(digest);
    writeSync(this.descriptor, this.numbers, 0, 8, this.file.digests_at + 8 * i);
    if (stamps) {
      this.numbers.writeBigUInt64LE(begun, 8);
      this.numbers.writeBigUInt64LE(now(), 16);
      writeSync(this.descriptor, this.numbers, 8, 16, this.file.stamps_at + 16 * i);
    }
  }
}

class Sequential {
  static async open(cell) {
    return new this(await Tasks.open(cell, cell.limit), cell.limit);
  }

  constructor(tasks, limit) {
    this.tasks = tasks;
    this.limit = limit;
  }

  async run(batch) {
    for (let i = 0; i < batch.tasks; ++i) await this.tasks.one(i, batch);
  }

  close() {}
}

// A promise for each task, all of them at once.
class Gather extends Sequential {
  async run(batch) {
    await Promise.all(Array.from({ length: batch.tasks }, (_, i) => this.tasks.one(i, batch)));
  }
}

// So many are let through; the others wait in line.
class Permits {
  constructor(free) {
    this.free = free;
    this.line = [];
    this.served = 0;
  }

  async acquire() {
    if (this.free > 0) {
      this.free -= 1;
    } else {
      await new Promise((resolve) => this.line.push(resolve));
    }
  }

  release() {
    if (this.served < this.line.length) {
      this.line[this.served++]();
    } else {
      this.free += 1;
    }
  }
}

// The same promises, each behind a permit.
class Semaphore extends Sequential {
  async run(batch) {
    const permits = new Permits(this.limit);
    const one = async (i) => {
      await permits.acquire();
      try {
        await this.tasks.one(i, batch);
      } finally {
        permits.release();
      }
    };
    await Promise.all(Array.from({ length: batch.tasks }, (_, i) => one(i)));
  }
}

// Workers that are each sent one index after another.
class Pool {
  static async open(cell) {
    const workers = Array.from({ length: cell.limit }, () => this.start(cell));
    const ready = workers.map((worker) => new Promise((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
    }));
    for (const told of await Promise.all(ready)) if (told.failed) throw new Error(told.failed);
    return new this(workers);
  }

  constructor(workers) {
    this.workers = workers;
  }

  run({ tasks, salt, stamps }) {
    return new Promise((resolve, reject) => {
      let next = 0;
      let left = tasks;
      const ended = () => reject(new Error('a worker has ended'));
      const give = (worker) => {
        if (next < tasks) this.send(worker, { i: next++, salt, stamps });
      };
      for (const worker of this.workers) {
        for (const heard of ['message', 'error', 'exit']) worker.removeAllListeners(heard);
        worker.on('error', reject).on('exit', ended).on('message', ({ failed }) => {
          if (failed) return reject(new Error(failed));
          if (--left === 0) return resolve();
          return give(worker);
        });
        give(worker);
      }
    });
  }
}

class Threads extends Pool {
  static start = (cell) => new Worker(FILE, { workerData: cell });

  send(worker, message) {
    worker.postMessage(message);
  }

  close() {
    return Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}

class Processes extends Pool {
  static start(cell) {
    const child = fork(FILE, ['child']);
    child.send(cell);
    return child;
  }

  send(worker, message) {
    worker.send(message);
  }

  close() {
    for (const child of this.workers) child.disconnect();
  }
}

// What a worker does, thread or process.
async function work(cell, answer, listen) {
  const told = (error) => answer({ failed: error?.message });
  const tasks = await Tasks.open(cell, 1).catch((error) => told(error));
  if (!tasks) return;
  listen((message) => tasks.one(message.i, message).then(told, told));
  told();
}

const SHORT = 200_000n; // ns, as a message to and fro may take

// The loop tells of what was written in a later turn, and collects what 10,000 promises have left
// (8 ms now and then): that is still the batch's work, and in its time where it is not short.
async function settled() {
  for (let turn = 0; turn < 3; ++turn) await new Promise(setImmediate);
}

const AWAITED = ['noop', 'timer', 'tcp', 'sha256', 'mixed', 'simple_script', 'nqueens'];
const BLOCKING = [...AWAITED, 'sync_only'];

const STRATEGIES = {
  sequential: { made: Sequential, kind: 'documented', workloads: BLOCKING },
  gather: { made: Gather, kind: 'documented', workloads: AWAITED },
  semaphore: { made: Semaphore, kind: 'textbook', workloads: AWAITED },
  thread_pool: { made: Threads, kind: 'documented', workloads: BLOCKING },
  process_pool: { made: Processes, kind: 'documented', workloads: BLOCKING },
  blocking_gather: { made: Gather, kind: 'mistake', workloads: ['sync_only'] },
};

let strategy;

const ORDERS = {
  describe: () => ({
    protocol: 2,
    engine: 'node',
    library: 'node',
    version: process.versions.node,
    language: 'node',
    contenders: Object.entries(STRATEGIES).map(([name, { kind, workloads }]) => (
      { strategy: name, kind, workloads })),
  }),
  prepare: async (cell) => {
    const { made } = STRATEGIES[cell.strategy];
    if (made.prototype instanceof Pool && cell.limit > 64) {
      return { skipped: `${cell.limit} workers of Node would take some ${cell.limit * 40} MB` };
    }
    strategy = await made.open(cell);
    return { ready: true };
  },
  batch: async (batch) => {
    const started = now();
    await strategy.run(batch);
    const ended = now();
    await settled();
    const quiet = now();
    const makespan = (quiet - ended > SHORT ? quiet : ended) - started;
    return { number: batch.number, started_ns: Number(started), makespan_ns: Number(makespan) };
  },
};

async function answer(line) {
  const order = JSON.parse(line);
  if (!Object.hasOwn(ORDERS, order.do)) {
    return { failed: `this program knows no order '${order.do}'` };
  }
  try {
    return await ORDERS[order.do](order);
  } catch (error) {
    return { number: order.number, failed: error.message };
  }
}

async function serve() {
  for await (const line of createInterface({ input: process.stdin })) {
    if (JSON.parse(line).do === 'quit') break;
    writeSync(1, `${JSON.stringify(await answer(line))}\n`);
  }
  await strategy?.close();
  process.exit(0);
}

if (!isMainThread) {
  work(workerData, (told) => parentPort.postMessage(told),
    (heard) => parentPort.on('message', heard));
} else if (IN_A_CHILD) {
  process.once('disconnect', () => process.exit(0));
  process.once('message', (cell) => {
    work(cell, (told) => process.send(told), (heard) => process.on('message', heard));
  });
} else {
  serve();
}
