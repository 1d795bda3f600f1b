//! Tokio's own ways, as its documentation shows them: a spawned task for each, a `Semaphore`, and
//! `spawn_blocking`; and beside them, of the standard library alone, one task after another and
//! threads that take what to do from a channel. A program under the contract of docs/PROGRAMS.md,
//! whole in this file.

use serde_json::{json, Value};
use sha2::{Digest, Sha256};
use std::fs::OpenOptions;
use std::io::{self, BufRead, Read, Write};
use std::os::unix::io::AsRawFd;
use std::sync::{mpsc, Arc, Barrier, Mutex};
use std::thread;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tokio::task::{spawn_blocking, JoinSet};

fn mix(x: u64) -> u64 {
    let mut x = x.wrapping_add(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30).wrapping_mul(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27).wrapping_mul(0x94d049bb133111eb);
    x ^ x >> 31
}

fn combine(a: u64, b: u64) -> u64 {
    let spread = b.wrapping_add(0x9e3779b97f4a7c15).wrapping_add(a << 6).wrapping_add(a >> 2);
    mix(a ^ spread)
}

/// In how many ways queens stand from row on: M. Richards, 1997.
fn place(row: u64, columns: u64, left: u64, right: u64, blocked: u64) -> u64 {
    if row == 8 {
        return 1;
    }
    let mut free = 255 & !(columns | left | right);
    if blocked / 8 == row {
        free &= !(1 << (blocked % 8));
    }
    let mut ways = 0;
    while free != 0 {
        let square = free & free.wrapping_neg();
        free ^= square;
        let (left, right) = ((left | square) << 1, (right | square) >> 1);
        ways += place(row + 1, columns | square, left, right, blocked);
    }
    ways
}

/// CLOCK_MONOTONIC in nanoseconds, which `std::time::Instant` does not tell.
fn now() -> u64 {
    let mut at = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut at) };
    at.tv_sec as u64 * 1_000_000_000 + at.tv_nsec as u64
}

/// The file of digests and stamps. Each task writes to its own places.
struct Shared(*mut u8);
unsafe impl Send for Shared {}
unsafe impl Sync for Shared {}

impl Shared {
    fn map(path: &str, bytes: usize) -> io::Result<Shared> {
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        let rights = libc::PROT_READ | libc::PROT_WRITE;
        let null = std::ptr::null_mut();
        let at = unsafe { libc::mmap(null, bytes, rights, libc::MAP_SHARED, file.as_raw_fd(), 0) };
        if at == libc::MAP_FAILED { Err(io::Error::last_os_error()) } else { Ok(Shared(at.cast())) }
    }

    fn leave(&self, offset: u64, number: u64) {
        unsafe { self.0.add(offset as usize).cast::<u64>().write_volatile(number.to_le()) }
    }
}

#[derive(Clone, Copy)]
struct Batch {
    tasks: u64,
    stamps: bool,
    salt: u64,
}

/// What `prepare` is for.
struct Cell {
    strategy: String,
    workload: String,
    limit: usize,
    cell_limit: usize,
    wait: Duration,
    bytes: usize,
    delay_us: u64,
    boards: u64,
    address: String,
    shared: Shared,
    digests_at: u64,
    stamps_at: u64,
    chunk: Vec<u8>,
}

impl Cell {
    fn read(order: &Value) -> io::Result<Cell> {
        let (task, file) = (&order["task"], &order["file"]);
        let number = |of: &Value, name: &str| of[name].as_u64().unwrap_or(0);
        let text = |of: &Value, name: &str| of[name].as_str().unwrap_or("").to_string();
        Ok(Cell {
            strategy: text(order, "strategy"),
            workload: text(order, "workload"),
            limit: number(order, "limit") as usize,
            cell_limit: number(order, "cell_limit") as usize,
            wait: Duration::from_nanos(number(task, "wait_ns")),
            bytes: number(task, "bytes") as usize,
            delay_us: number(task, "delay_us"),
            boards: number(task, "boards"),
            address: format!("{}:{}", text(task, "host"), number(task, "port")),
            shared: Shared::map(&text(file, "path"), number(file, "bytes") as usize)?,
            digests_at: number(file, "digests_at"),
            stamps_at: number(file, "stamps_at"),
            chunk: (0..16384).map(|i| mix(i) as u8).collect(),
        })
    }

    fn connects(&self) -> bool {
        self.workload == "tcp"
    }

    fn sleeps(&self) -> bool {
        ["timer", "mixed", "simple_script", "sync_only"].contains(&self.workload.as_str())
    }

    fn request(&self, i: u64) -> Vec<u8> {
        let mut message = vec![0; self.bytes];
        let head = (self.bytes as u64 | self.delay_us << 32).to_le_bytes();
        message[..8].copy_from_slice(&head);
        message[8..16].copy_from_slice(&i.to_le_bytes());
        message
    }

    /// The digest of task i, of which the waiting is over; its server answered `reply`.
    fn compute(&self, i: u64, salt: u64, reply: &[u8]) -> u64 {
        match self.workload.as_str() {
            "tcp" => {
                let answer = u64::from_le_bytes(reply[16..24].try_into().unwrap());
                combine(i ^ salt, answer)
            }
            "sha256" | "mixed" | "simple_script" => self.sha(i, salt),
            "nqueens" => {
                let step = |digest, board| mix(digest ^ place(0, 0, 0, 0, board % 64));
                mix((0..self.boards).fold(salt, step) ^ i)
            }
            _ => mix(i ^ salt),
        }
    }

    fn sha(&self, i: u64, salt: u64) -> u64 {
        let mut hash = Sha256::new();
        let head = self.bytes.min(8);
        hash.update(&mix((i % 2) ^ salt).to_le_bytes()[..head]);
        let mut left = self.bytes - head;
        while left > 0 {
            let part = left.min(self.chunk.len());
            hash.update(&self.chunk[..part]);
            left -= part;
        }
        mix(u64::from_le_bytes(hash.finalize()[..8].try_into().unwrap()) ^ i ^ salt)
    }

    fn end(&self, i: u64, digest: u64, begun: u64, batch: &Batch) {
        self.shared.leave(self.digests_at + 8 * i, digest);
        if batch.stamps {
            self.shared.leave(self.stamps_at + 16 * i, begun);
            self.shared.leave(self.stamps_at + 16 * i + 8, now());
        }
    }

    /// All of a task, on a thread that blocks.
    fn block(&self, place: &mut Option<std::net::TcpStream>, batch: &Batch, i: u64) -> io::Result<()> {
        let begun = now();
        let mut message = Vec::new();
        if let Some(connection) = place {
            message = self.request(i);
            connection.write_all(&message)?;
            connection.read_exact(&mut message)?;
        } else if self.sleeps() {
            thread::sleep(self.wait);
        }
        self.end(i, self.compute(i, batch.salt, &message), begun, batch);
        Ok(())
    }

    fn connect(&self) -> io::Result<Option<std::net::TcpStream>> {
        if !self.connects() {
            return Ok(None);
        }
        let connection = std::net::TcpStream::connect(&self.address)?;
        connection.set_nodelay(true)?;
        Ok(Some(connection))
    }
}

trait Strategy {
    fn run(&mut self, batch: Batch) -> io::Result<()>;
}

struct Sequential {
    cell: Arc<Cell>,
    place: Option<std::net::TcpStream>,
}

impl Strategy for Sequential {
    fn run(&mut self, batch: Batch) -> io::Result<()> {
        (0..batch.tasks).try_for_each(|i| self.cell.block(&mut self.place, &batch, i))
    }
}

/// Threads that take indices from a channel behind a mutex, as the book has it.
struct Threads {
    orders: Option<mpsc::Sender<(u64, Batch)>>,
    ended: mpsc::Receiver<io::Result<()>>,
    threads: Vec<thread::JoinHandle<()>>,
}

impl Threads {
    fn start(cell: Arc<Cell>) -> io::Result<Threads> {
        let (orders, taken) = mpsc::channel::<(u64, Batch)>();
        let (end, ended) = mpsc::channel();
        let taken = Arc::new(Mutex::new(taken));
        let ready = Arc::new(Barrier::new(cell.limit + 1));
        let mut threads = Vec::new();
        for _ in 0..cell.limit {
            let (cell, taken, end, ready) =
                (cell.clone(), taken.clone(), end.clone(), ready.clone());
            let mut place = cell.connect()?;
            threads.push(thread::spawn(move || {
                ready.wait();
                loop {
                    let next = taken.lock().unwrap().recv();
                    let Ok((i, batch)) = next else { break };
                    if end.send(cell.block(&mut place, &batch, i)).is_err() {
                        break;
                    }
                }
            }));
        }
        ready.wait();
        Ok(Threads { orders: Some(orders), ended, threads })
    }
}

impl Strategy for Threads {
    fn run(&mut self, batch: Batch) -> io::Result<()> {
        let orders = self.orders.as_ref().unwrap();
        (0..batch.tasks).for_each(|i| orders.send((i, batch)).unwrap());
        (0..batch.tasks).try_for_each(|_| self.ended.recv().unwrap())
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        drop(self.orders.take());
        self.threads.drain(..).for_each(|thread| thread.join().unwrap());
    }
}

type Places = Mutex<Vec<tokio::net::TcpStream>>;

/// A task of the runtime for each of the batch, on as many threads as there are cores.
struct Spawned {
    cell: Arc<Cell>,
    places: Arc<Places>, // one for each task that may be in flight
    permits: Option<Arc<Semaphore>>,
    runtime: Runtime,
}

impl Spawned {
    fn start(cell: Arc<Cell>) -> io::Result<Spawned> {
        let hour = Duration::from_secs(3600);
        let runtime = Builder::new_multi_thread()
            .enable_all()
            .max_blocking_threads(cell.cell_limit.max(1))
            .thread_keep_alive(hour)
            .build()?;
        let mut places = Vec::new();
        if cell.connects() {
            for _ in 0..cell.limit {
                let opened = runtime.block_on(tokio::net::TcpStream::connect(&cell.address))?;
                opened.set_nodelay(true)?;
                places.push(opened);
            }
        }
        if cell.strategy == "offload" {
            let ready = Arc::new(Barrier::new(cell.cell_limit + 1));
            for _ in 0..cell.cell_limit {
                let ready = ready.clone();
                runtime.spawn_blocking(move || ready.wait());
            }
            ready.wait();
        }
        let limited = cell.strategy == "semaphore";
        let permits = limited.then(|| Arc::new(Semaphore::new(cell.limit)));
        Ok(Spawned { cell, places: Arc::new(Mutex::new(places)), permits, runtime })
    }
}

async fn awaited(cell: Arc<Cell>, places: Arc<Places>, batch: Batch, i: u64) -> io::Result<()> {
    let begun = now();
    let mut message = Vec::new();
    let place = places.lock().unwrap().pop();
    if let Some(mut connection) = place {
        message = cell.request(i);
        connection.write_all(&message).await?;
        connection.read_exact(&mut message).await?;
        places.lock().unwrap().push(connection);
    } else if cell.sleeps() && cell.workload != "sync_only" {
        tokio::time::sleep(cell.wait).await;
    }
    if cell.strategy == "offload" {
        let offloaded = move || {
            if cell.workload == "sync_only" {
                thread::sleep(cell.wait);
            }
            cell.end(i, cell.compute(i, batch.salt, &message), begun, &batch);
        };
        spawn_blocking(offloaded).await?;
    } else {
        cell.end(i, cell.compute(i, batch.salt, &message), begun, &batch);
    }
    Ok(())
}

impl Strategy for Spawned {
    fn run(&mut self, batch: Batch) -> io::Result<()> {
        self.runtime.block_on(async {
            let mut all = JoinSet::new();
            for i in 0..batch.tasks {
                let one = awaited(self.cell.clone(), self.places.clone(), batch, i);
                match self.permits.clone() {
                    None => all.spawn(one),
                    Some(permits) => all.spawn(async move {
                        let _permit = permits.acquire().await.expect("it is never closed");
                        one.await
                    }),
                };
            }
            while let Some(ended) = all.join_next().await {
                ended??;
            }
            Ok(())
        })
    }
}

fn prepared(order: &Value) -> io::Result<Box<dyn Strategy>> {
    let cell = Arc::new(Cell::read(order)?);
    Ok(match cell.strategy.as_str() {
        "sequential" => Box::new(Sequential { place: cell.connect()?, cell }),
        "thread_pool" => Box::new(Threads::start(cell)?),
        _ => Box::new(Spawned::start(cell)?),
    })
}

fn description() -> Value {
    let awaited = ["noop", "timer", "tcp", "sha256", "mixed", "simple_script", "nqueens"];
    let all: Vec<&str> = awaited.iter().copied().chain(["sync_only"]).collect();
    let one = |strategy: &str, kind: &str, workloads: &[&str]| {
        json!({"strategy": strategy, "kind": kind, "workloads": workloads})
    };
    json!({
        "protocol": 2, "engine": "rust", "library": "tokio", "version": env!("TOKIO_VERSION"),
        "language": "rust",
        "contenders": [
            one("sequential", "documented", &all),
            one("gather", "documented", &awaited),
            one("semaphore", "documented", &awaited),
            one("offload", "documented", &all),
            one("thread_pool", "textbook", &all),
        ],
    })
}

fn run(strategy: &mut dyn Strategy, order: &Value) -> Value {
    let number = &order["number"];
    let batch = Batch {
        tasks: order["tasks"].as_u64().unwrap_or(0),
        stamps: order["stamps"].as_bool().unwrap_or(false),
        salt: order["salt"].as_u64().unwrap_or(0),
    };
    let started = now();
    match strategy.run(batch) {
        Ok(()) => json!({"number": number, "started_ns": started, "makespan_ns": now() - started}),
        Err(why) => json!({"number": number, "failed": why.to_string()}),
    }
}

/// Orders are read and answered on the process's first thread.
fn main() {
    let mut strategy: Option<Box<dyn Strategy>> = None;
    for line in io::stdin().lock().lines() {
        let Some(order) = line.ok().and_then(|line| serde_json::from_str::<Value>(&line).ok()) else {
            return;
        };
        let answer = match (order["do"].as_str().unwrap_or(""), &mut strategy) {
            ("quit", _) => return,
            ("describe", _) => description(),
            ("prepare", _) => match prepared(&order) {
                Ok(made) => {
                    strategy = Some(made);
                    json!({"ready": true})
                }
                Err(why) => json!({"failed": why.to_string()}),
            },
            ("batch", Some(strategy)) => run(strategy.as_mut(), &order),
            (other, _) => json!({"failed": format!("this program knows no order '{other}' now")}),
        };
        println!("{answer}");
    }
}
