// Go's own ways, as its documentation shows them: a goroutine for each task and a WaitGroup, a
// buffered channel as a semaphore, and so many goroutines that take the next index from a channel.
// A program under the contract of docs/PROGRAMS.md, whole in this file.
package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"sync"
	"syscall"
	"time"
	"unsafe"
)

func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func combine(a, b uint64) uint64 {
	return mix(a ^ (b + 0x9e3779b97f4a7c15 + a<<6 + a>>2))
}

var chunk = func() (made [16384]byte) {
	for i := range made {
		made[i] = byte(mix(uint64(i)))
	}
	return
}()

func sha(i, size int, salt uint64) uint64 {
	var variant [8]byte
	binary.LittleEndian.PutUint64(variant[:], mix(uint64(i%2)^salt))
	hash := sha256.New()
	head := size
	if head > 8 {
		head = 8
	}
	hash.Write(variant[:head])
	for left := size - head; left > 0; left -= len(chunk) {
		part := len(chunk)
		if left < part {
			part = left
		}
		hash.Write(chunk[:part])
	}
	return mix(binary.LittleEndian.Uint64(hash.Sum(nil)) ^ uint64(i) ^ salt)
}

// place counts in how many ways queens stand from row on: M. Richards, 1997.
func place(row, columns, left, right, blocked uint) uint64 {
	if row == 8 {
		return 1
	}
	free := 255 &^ (columns | left | right)
	if blocked/8 == row {
		free &^= 1 << (blocked % 8)
	}
	var ways uint64
	for free != 0 {
		square := free & -free
		free ^= square
		ways += place(row+1, columns|square, (left|square)<<1, (right|square)>>1, blocked)
	}
	return ways
}

func queens(i, boards int, salt uint64) uint64 {
	digest := salt
	for board := 0; board < boards; board++ {
		digest = mix(digest ^ place(0, 0, 0, 0, uint(board)%64))
	}
	return mix(digest ^ uint64(i))
}

// cell is what prepare is for.
type cell struct {
	Strategy string
	Workload string
	Tasks    int
	Limit    int
	Task     struct {
		WaitNs  int64  `json:"wait_ns"`
		Bytes   int    `json:"bytes"`
		DelayUs uint32 `json:"delay_us"`
		Host    string `json:"host"`
		Port    int    `json:"port"`
		Boards  int    `json:"boards"`
	}
	File struct {
		Path      string
		Bytes     int
		DigestsAt int `json:"digests_at"`
		StampsAt  int `json:"stamps_at"`
	}
}

func ask(c *cell, connection net.Conn, i int) (uint64, error) {
	message := make([]byte, c.Task.Bytes)
	binary.LittleEndian.PutUint32(message, uint32(c.Task.Bytes))
	binary.LittleEndian.PutUint32(message[4:], c.Task.DelayUs)
	binary.LittleEndian.PutUint64(message[8:], uint64(i))
	if _, err := connection.Write(message); err != nil {
		return 0, err
	}
	if _, err := io.ReadFull(connection, message); err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint64(message[16:]), nil
}

// task is what task i does in a batch with this salt; connection is of one in flight, where there is
// one.
func task(c *cell, connection net.Conn, i int, salt uint64) (uint64, error) {
	switch c.Workload {
	case "tcp":
		answer, err := ask(c, connection, i)
		return combine(uint64(i)^salt, answer), err
	case "sha256":
		return sha(i, c.Task.Bytes, salt), nil
	case "nqueens":
		return queens(i, c.Task.Boards, salt), nil
	case "mixed", "simple_script":
		time.Sleep(time.Duration(c.Task.WaitNs))
		return sha(i, c.Task.Bytes, salt), nil
	case "timer":
		time.Sleep(time.Duration(c.Task.WaitNs))
	}
	return mix(uint64(i) ^ salt), nil
}

// now is CLOCK_MONOTONIC, which package time does not tell.
func now() int64 {
	var at syscall.Timespec
	syscall.Syscall(syscall.SYS_CLOCK_GETTIME, 1, uintptr(unsafe.Pointer(&at)), 0)
	return at.Nano()
}

// program is what stands between two orders.
type program struct {
	cell   cell
	places chan net.Conn // one for each task that may be in flight
	memory []byte
	salt   uint64 // of the batch that runs
	failed chan error
}

func (p *program) prepare(line []byte) error {
	if err := json.Unmarshal(line, &p.cell); err != nil {
		return err
	}
	file, err := os.OpenFile(p.cell.File.Path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	p.memory, err = syscall.Mmap(int(file.Fd()), 0, p.cell.File.Bytes,
		syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		return err
	}
	p.places = make(chan net.Conn, p.cell.Limit)
	for i := 0; i < p.cell.Limit; i++ {
		var connection net.Conn // TCP_NODELAY is Go's default
		if p.cell.Workload == "tcp" {
			address := net.JoinHostPort(p.cell.Task.Host, fmt.Sprint(p.cell.Task.Port))
			if connection, err = net.Dial("tcp", address); err != nil {
				return err
			}
		}
		p.places <- connection
	}
	return nil
}

// one runs task i, and leaves its digest and its stamps.
func (p *program) one(i int, stamps bool) {
	begun := now()
	connection := <-p.places
	digest, err := task(&p.cell, connection, i, p.salt)
	p.places <- connection
	if err != nil {
		select {
		case p.failed <- err:
		default: // the first is told
		}
		return
	}
	binary.LittleEndian.PutUint64(p.memory[p.cell.File.DigestsAt+8*i:], digest)
	if stamps {
		at := p.memory[p.cell.File.StampsAt+16*i:]
		binary.LittleEndian.PutUint64(at, uint64(begun))
		binary.LittleEndian.PutUint64(at[8:], uint64(now()))
	}
}

// gather starts a goroutine for each task, all of them at once.
func (p *program) gather(tasks int, stamps bool) {
	var all sync.WaitGroup
	all.Add(tasks)
	for i := 0; i < tasks; i++ {
		go func(i int) {
			defer all.Done()
			p.one(i, stamps)
		}(i)
	}
	all.Wait()
}

// semaphore does the same, and a buffered channel lets so many through.
func (p *program) semaphore(tasks int, stamps bool) {
	permits := make(chan struct{}, p.cell.Limit)
	var all sync.WaitGroup
	all.Add(tasks)
	for i := 0; i < tasks; i++ {
		go func(i int) {
			defer all.Done()
			permits <- struct{}{}
			p.one(i, stamps)
			<-permits
		}(i)
	}
	all.Wait()
}

// workers are so many goroutines that take the next index from a channel, which holds all of them.
func (p *program) workers(tasks int, stamps bool) {
	indices := make(chan int, tasks)
	for i := 0; i < tasks; i++ {
		indices <- i
	}
	close(indices)
	var all sync.WaitGroup
	all.Add(p.cell.Limit)
	for n := 0; n < p.cell.Limit; n++ {
		go func() {
			defer all.Done()
			for i := range indices {
				p.one(i, stamps)
			}
		}()
	}
	all.Wait()
}

func (p *program) sequential(tasks int, stamps bool) {
	for i := 0; i < tasks; i++ {
		p.one(i, stamps)
	}
}

type fields map[string]any

func (p *program) batch(line []byte) fields {
	var order struct {
		Number, Tasks int
		Stamps        bool
		Salt          uint64
	}
	if err := json.Unmarshal(line, &order); err != nil {
		return fields{"failed": err.Error()}
	}
	p.failed = make(chan error, 1)
	p.salt = order.Salt
	run := map[string]func(int, bool){
		"sequential": p.sequential, "gather": p.gather,
		"semaphore": p.semaphore, "thread_pool": p.workers,
	}[p.cell.Strategy]
	start := now()
	run(order.Tasks, order.Stamps)
	makespan := now() - start
	select {
	case err := <-p.failed:
		return fields{"number": order.Number, "failed": err.Error()}
	default:
		return fields{"number": order.Number, "started_ns": start, "makespan_ns": makespan}
	}
}

func description() fields {
	var contenders []fields
	for _, strategy := range []string{"sequential", "gather", "semaphore", "thread_pool"} {
		contenders = append(contenders, fields{
			"strategy": strategy, "kind": "documented",
			"workloads": []string{"noop", "timer", "tcp", "sha256", "mixed", "simple_script",
				"nqueens"},
		})
	}
	return fields{"protocol": 2, "engine": "go", "library": "go", "version": runtime.Version()[2:],
		"language": "go", "contenders": contenders}
}

func (p *program) answer(do string, line []byte) fields {
	switch do {
	case "describe":
		return description()
	case "prepare":
		if err := p.prepare(line); err != nil {
			return fields{"failed": err.Error()}
		}
		return fields{"ready": true}
	case "batch":
		return p.batch(line)
	}
	return fields{"failed": "this program knows no order '" + do + "' at this time"}
}

// Orders are read and answered on the process's first thread: on a busy machine the bench sees from
// its waits for a core alone why an answer is late. Goroutines run on any other.
func init() {
	runtime.LockOSThread()
}

func main() {
	var p program
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var order struct{ Do string }
		if json.Unmarshal(lines.Bytes(), &order) != nil || order.Do == "quit" {
			return
		}
		told, _ := json.Marshal(p.answer(order.Do, lines.Bytes()))
		os.Stdout.Write(append(told, '\n'))
	}
}
