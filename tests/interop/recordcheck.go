// SPDX-License-Identifier: Apache-2.0
//
// recordcheck examines a published record (C2SP tiled log) with an independent
// implementation of the Merkle tree and of signed notes: golang.org/x/mod/sumdb,
// as packaged by Debian (golang-golang-x-mod-dev). It shares no code with Rapporteur.
//
//	recordcheck [flags] LOG-VKEY SOURCE [FILE.tlog-proof ...]
//
// SOURCE is a directory or an http(s) URL that holds checkpoint, tile/ and tile/entries/.
// The last line printed is "N passed, N failed"; the exit status is 0 only if none failed.
//
// Source: written for this project, from the formats' specifications; licence: the project's own.
// Added for tests/interop/record_go.py: -changes (below), and that base64 has to be canonical in
// signature lines and proofs, which x/mod does not ask for.
//
//	-changes FILE   lines "PATH OFFSET BYTE": a path below SOURCE (a directory), a decimal offset and
//	                the byte, in hex, that stands there instead. Each change is examined by itself, in
//	                memory, without acts and without the proofs of parts 4 and 5; a path "receipt/N" is
//	                examined as a receipt. Printed for each: "refused WHERE: WHY", or "accepted N", N
//	                being the cosigners. Exit 0 when all could be examined.
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var (
	passed, failed int
	verbose        = flag.Bool("v", false, "print passing checks as well")
	sample         = flag.Int64("sample", 256, "entries whose proofs are also read from the published tiles (all are checked in memory)")
	cosigners      = flag.String("cosigners", "", "comma-separated cosigner vkeys (type 04); each must have signed the checkpoint")
	oldCheckpoint  = flag.String("old", "", "file with an earlier checkpoint; the record must be consistent with it")
	actKeys        = flag.String("acts", "", "file of vkeys, one a line: also open every entry as an act (form, seen root, Ed25519 signatures)")
	changes        = flag.String("changes", "", "file of single-byte changes, each examined by itself")
	cosigned       int
	firstFailure   string
	oldSize        = flag.Int64("old-size", -1, "check consistency from this size only (default: a spread of sizes)")
)

// report counts one check. Failures are always printed.
func report(err error, format string, args ...interface{}) bool {
	what := fmt.Sprintf(format, args...)
	if err != nil {
		failed++
		if *changes != "" {
			firstFailure = fmt.Sprintf("%s: %v", what, err)
			panic(finished{})
		}
		if failed <= 50 {
			fmt.Printf("FAIL %s: %v\n", what, err)
		}
		return false
	}
	passed++
	if *verbose {
		fmt.Println("ok  ", what)
	}
	return true
}

// finished ends an examination early.
type finished struct{}

// source fetches paths relative to the record's prefix.
type source struct {
	base     string
	client   *http.Client
	replaced map[string][]byte // changed files, by path
}

func openSource(s string) *source {
	src := &source{base: strings.TrimRight(s, "/")}
	if strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") {
		src.client = &http.Client{Timeout: 30 * time.Second}
	}
	return src
}

func (s *source) get(path string) ([]byte, error) {
	if b, ok := s.replaced[path]; ok {
		return b, nil
	}
	if s.client == nil {
		return os.ReadFile(filepath.Join(s.base, filepath.FromSlash(path)))
	}
	resp, err := s.client.Get(s.base + "/" + path)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("GET %s: %s", path, resp.Status)
	}
	const limit = 256*(2+65535) + 1
	b, err := io.ReadAll(io.LimitReader(resp.Body, limit))
	if err == nil && len(b) == limit {
		err = errors.New("response too large")
	}
	return b, err
}

// tilePath is the C2SP path; x/mod writes the same one with the height in it.
func tilePath(t tlog.Tile) string { return "tile/" + strings.TrimPrefix(t.Path(), "tile/8/") }

func entriesPath(t tlog.Tile) string {
	return "tile/entries/" + strings.TrimPrefix(t.Path(), "tile/8/0/")
}

func full(t tlog.Tile) tlog.Tile { t.W = 256; return t }

// tile fetches a tile; a partial one may since have been replaced by the full one.
func (s *source) tile(t tlog.Tile) ([]byte, error) {
	b, err := s.get(tilePath(t))
	if err != nil && t.W < 256 {
		if f, ferr := s.get(tilePath(full(t))); ferr == nil && len(f) == 256*32 {
			return f[:t.W*32], nil
		}
	}
	if err == nil && len(b) != t.W*32 {
		err = fmt.Errorf("%d bytes, want %d", len(b), t.W*32)
	}
	return b, err
}

func (s *source) entries(t tlog.Tile) ([][]byte, error) {
	exact := true
	b, err := s.get(entriesPath(t))
	if err != nil && t.W < 256 {
		if f, ferr := s.get(entriesPath(full(t))); ferr == nil {
			b, err, exact = f, nil, false
		}
	}
	if err != nil {
		return nil, err
	}
	var out [][]byte
	for len(out) < t.W {
		if len(b) < 2 {
			return nil, fmt.Errorf("bundle ends after %d of %d entries", len(out), t.W)
		}
		n := int(binary.BigEndian.Uint16(b))
		if len(b) < 2+n {
			return nil, fmt.Errorf("entry %d of the bundle is cut short", len(out))
		}
		out = append(out, b[2:2+n])
		b = b[2+n:]
	}
	if exact && len(b) != 0 {
		return nil, fmt.Errorf("%d bytes after the last entry", len(b))
	}
	return out, nil
}

// tileReader serves tiles to tlog.TileHashReader, which authenticates them against the root.
type tileReader struct {
	src   *source
	cache map[string][]byte
}

func (r *tileReader) Height() int { return 8 }
func (r *tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, t := range tiles {
		p := tilePath(t)
		b, ok := r.cache[p]
		if !ok {
			var err error
			if b, err = r.src.tile(t); err != nil {
				return nil, err
			}
			r.cache[p] = b
		}
		out = append(out, b)
	}
	return out, nil
}
func (r *tileReader) SaveTiles([]tlog.Tile, [][]byte) {}

// cosigner verifies Ed25519 cosignature/v1 lines (signature type 04).
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
	when uint64
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }
func (c *cosigner) Verify(text, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	t := binary.BigEndian.Uint64(sig)
	msg := "cosignature/v1\ntime " + strconv.FormatUint(t, 10) + "\n" + string(text)
	if t == 0 || !ed25519.Verify(c.key, []byte(msg), sig[8:]) {
		return false
	}
	c.when = t
	return true
}

func parseCosigner(vkey string) (*cosigner, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("not a vkey")
	}
	id, err := strconv.ParseUint(parts[1], 16, 32)
	if err != nil {
		return nil, err
	}
	k, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(k) != 33 || k[0] != 4 {
		return nil, errors.New("not an Ed25519 cosigner key (type 04)")
	}
	h := sha256.Sum256(append([]byte(parts[0]+"\n"), k...))
	if uint32(id) != binary.BigEndian.Uint32(h[:]) {
		return nil, errors.New("key id does not match the key")
	}
	return &cosigner{name: parts[0], hash: uint32(id), key: ed25519.PublicKey(k[1:])}, nil
}

func parseCheckpoint(text, origin string) (tlog.Tree, error) {
	var tree tlog.Tree
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] != origin {
		return tree, fmt.Errorf("origin line is not %q", origin)
	}
	n, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != lines[1] {
		return tree, fmt.Errorf("size %q", lines[1])
	}
	h, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(h) != 32 || base64.StdEncoding.EncodeToString(h) != lines[2] {
		return tree, fmt.Errorf("root %q", lines[2])
	}
	tree.N = n
	copy(tree.Hash[:], h)
	return tree, nil
}

func openCheckpoint(b []byte, known note.Verifiers, origin string) (tlog.Tree, *note.Note, error) {
	n, err := note.Open(b, known)
	if err != nil {
		return tlog.Tree{}, nil, err
	}
	for _, s := range append(append([]note.Signature(nil), n.Sigs...), n.UnverifiedSigs...) {
		if _, err := base64.StdEncoding.Strict().DecodeString(s.Base64); err != nil {
			return tlog.Tree{}, nil, fmt.Errorf("signature line of %s: %v", s.Name, err)
		}
	}
	t, err := parseCheckpoint(n.Text, origin)
	return t, n, err
}

func flip(p []tlog.Hash, at int) []tlog.Hash {
	q := append([]tlog.Hash(nil), p...)
	q[at%len(q)][at%32] ^= 1 << uint(at%8)
	return q
}

func mustReject(err error) error {
	if err == nil {
		return errors.New("a damaged proof was accepted")
	}
	return nil
}

func checkProofFile(b []byte, known note.Verifiers, origin string, leaf func(int64) (tlog.Hash, bool)) error {
	i := bytes.Index(b, []byte("\n\n"))
	if i < 0 {
		return errors.New("no empty line before the checkpoint")
	}
	head, cp := strings.Split(string(b[:i]), "\n"), b[i+2:]
	if head[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("not a tlog-proof")
	}
	head = head[1:]
	if len(head) > 0 && strings.HasPrefix(head[0], "extra ") {
		head = head[1:]
	}
	if len(head) == 0 || !strings.HasPrefix(head[0], "index ") {
		return errors.New("no index line")
	}
	index, err := strconv.ParseInt(head[0][len("index "):], 10, 64)
	if err != nil || index < 0 {
		return fmt.Errorf("bad index line %q", head[0])
	}
	var proof tlog.RecordProof
	for _, l := range head[1:] {
		h, err := base64.StdEncoding.Strict().DecodeString(l)
		if err != nil || len(h) != 32 {
			return fmt.Errorf("bad proof line %q", l)
		}
		var x tlog.Hash
		copy(x[:], h)
		proof = append(proof, x)
	}
	tree, opened, err := openCheckpoint(cp, known, origin)
	if err != nil {
		return err
	}
	cosigned = 0
	host := false
	for _, s := range opened.Sigs {
		if s.Name == origin {
			host = true
		} else {
			cosigned++
		}
	}
	if !host {
		return fmt.Errorf("no signature by %s", origin)
	}
	h, ok := leaf(index)
	if !ok {
		return fmt.Errorf("entry %d is not in the record", index)
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, h)
}

// checkAct opens an entry as a signed note: its fixed header lines, that its "seen" root is
// the root this record had at that size, and every signature by a known Ed25519 key.
// It returns how many signatures it could not check (passkeys, keys not listed).
func checkAct(entry []byte, index int64, origin string, known note.Verifiers, rootAt func(int64) (tlog.Hash, error)) (int, error) {
	n, err := note.Open(entry, known)
	if u, ok := err.(*note.UnverifiedNoteError); ok {
		n, err = u.Note, nil
	}
	if err != nil {
		return 0, err
	}
	l := strings.Split(n.Text, "\n")
	if len(l) != 8 || l[7] != "" {
		return 0, errors.New("not seven lines")
	}
	if l[0] != "rapporteur/act/v1" || l[1] != origin {
		return 0, errors.New("wrong first or second line")
	}
	if !strings.HasPrefix(l[3], "by ") || !strings.HasPrefix(l[5], "at ") || !strings.HasPrefix(l[6], "{") {
		return 0, errors.New("wrong header lines")
	}
	f := strings.Split(l[4], " ")
	if len(f) != 3 || f[0] != "seen" {
		return 0, errors.New("bad seen line")
	}
	size, err := strconv.ParseInt(f[1], 10, 64)
	if err != nil || size < 0 || size > index || strconv.FormatInt(size, 10) != f[1] {
		return 0, errors.New("bad seen size")
	}
	root, err := rootAt(size)
	if err == nil && f[2] != root.String() {
		err = errors.New("seen root is not a root of this record")
	}
	if err != nil {
		return 0, err
	}
	by := l[3][len("by "):]
	for _, s := range append(append([]note.Signature(nil), n.Sigs...), n.UnverifiedSigs...) {
		if s.Name == by {
			return len(n.UnverifiedSigs), nil
		}
	}
	return 0, fmt.Errorf("no signature line by %s", by)
}

func main() {
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: recordcheck [flags] LOG-VKEY DIR-OR-URL [FILE.tlog-proof ...]")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() < 2 {
		flag.Usage()
		os.Exit(2)
	}
	logKey, err := note.NewVerifier(flag.Arg(0))
	if err != nil {
		fmt.Fprintln(os.Stderr, "recordcheck: log key:", err)
		os.Exit(2)
	}
	verifiers := []note.Verifier{logKey}
	var cos []*cosigner
	for _, k := range strings.Split(*cosigners, ",") {
		if k == "" {
			continue
		}
		c, err := parseCosigner(k)
		if err != nil {
			fmt.Fprintln(os.Stderr, "recordcheck: cosigner:", err)
			os.Exit(2)
		}
		cos = append(cos, c)
		verifiers = append(verifiers, c)
	}
	known := note.VerifierList(verifiers...)
	var acts note.Verifiers
	if *actKeys != "" {
		b, err := os.ReadFile(*actKeys)
		if err != nil {
			fmt.Fprintln(os.Stderr, "recordcheck:", err)
			os.Exit(2)
		}
		var list []note.Verifier
		for _, k := range strings.Fields(string(b)) {
			if v, err := note.NewVerifier(k); err == nil { // other signature types are left unchecked
				list = append(list, v)
			}
		}
		acts = note.VerifierList(list...)
	}
	src := openSource(flag.Arg(1))
	if *changes != "" {
		if err := examineChanges(src, logKey, cos, known); err != nil {
			fmt.Fprintln(os.Stderr, "recordcheck:", err)
			os.Exit(2)
		}
		os.Exit(0)
	}
	examine(src, logKey, cos, known, acts, flag.Args()[2:])
	fmt.Printf("%d passed, %d failed\n", passed, failed)
	if failed != 0 {
		os.Exit(1)
	}
}

// examineChanges examines the record once for each line of the file named by -changes.
func examineChanges(src *source, logKey note.Verifier, cos []*cosigner, known note.Verifiers) error {
	list, err := os.ReadFile(*changes)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for _, line := range strings.Split(strings.TrimSuffix(string(list), "\n"), "\n") {
		var path string
		var offset int
		var value byte
		if _, err := fmt.Sscanf(line, "%s %d %x", &path, &offset, &value); err != nil {
			return fmt.Errorf("%q: %v", line, err)
		}
		b, err := os.ReadFile(filepath.Join(src.base, filepath.FromSlash(path)))
		if err != nil {
			return err
		}
		if offset >= len(b) || b[offset] == value {
			return fmt.Errorf("%q changes nothing", line)
		}
		b[offset] = value
		src.replaced = map[string][]byte{path: b}
		var receipts []string
		if strings.HasPrefix(path, "receipt/") {
			receipts = []string{path}
		}
		failed, firstFailure, cosigned = 0, "", 0
		examine(src, logKey, cos, known, nil, receipts)
		if failed != 0 {
			fmt.Fprintf(out, "refused %s\n", strings.ReplaceAll(firstFailure, "\n", " "))
		} else {
			fmt.Fprintf(out, "accepted %d\n", cosigned)
		}
	}
	return nil
}

// examine makes every check of one record. It returns early where a failure would only make others.
func examine(src *source, logKey note.Verifier, cos []*cosigner, known, acts note.Verifiers, receipts []string) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(finished); !ok {
				panic(r)
			}
		}
	}()
	origin := logKey.Name()
	done := func() { panic(finished{}) }

	// 1. The checkpoint.
	raw, err := src.get("checkpoint")
	if !report(err, "checkpoint can be read") {
		done()
	}
	tree, opened, err := openCheckpoint(raw, known, origin)
	if !report(err, "checkpoint signature and form") {
		done()
	}
	signed := map[string]bool{}
	for _, s := range opened.Sigs {
		signed[fmt.Sprintf("%s %08x", s.Name, s.Hash)] = true
	}
	needs := func(v note.Verifier) error {
		if !signed[fmt.Sprintf("%s %08x", v.Name(), v.KeyHash())] {
			return errors.New("no signature")
		}
		return nil
	}
	report(needs(logKey), "checkpoint signed by %s", origin)
	for _, c := range cos {
		if *changes == "" {
			report(needs(c), "checkpoint cosigned by %s at %d", c.name, c.when)
		} else if needs(c) == nil {
			cosigned++
		}
	}
	if *changes == "" {
		fmt.Printf("origin %s, size %d, root %s\n", origin, tree.N, tree.Hash)
	}

	// 2. Every entry bundle, hashed into a tree of our own.
	var stored, leaves []tlog.Hash
	var raws [][]byte
	reader := tlog.HashReaderFunc(func(ix []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(ix))
		for i, x := range ix {
			if x < 0 || x >= int64(len(stored)) {
				return nil, fmt.Errorf("hash %d is out of range", x)
			}
			out[i] = stored[x]
		}
		return out, nil
	})
	for at := int64(0); at < tree.N; {
		t := tlog.Tile{H: 8, L: 0, N: at / 256, W: 256}
		if tree.N-at < 256 {
			t.W = int(tree.N - at)
		}
		es, err := src.entries(t)
		if !report(err, "bundle %s", entriesPath(t)) {
			done()
		}
		for _, e := range es {
			hs, err := tlog.StoredHashes(at, e, reader)
			if err != nil {
				report(err, "entry %d", at)
				done()
			}
			leaves = append(leaves, hs[0])
			if acts != nil {
				raws = append(raws, e)
			}
			stored = append(stored, hs...)
			at++
		}
		// Compare at once with the published leaf tile, so that damage is located.
		b, err := src.tile(t)
		if err == nil {
			for i := 0; i < t.W; i++ {
				if !bytes.Equal(b[i*32:i*32+32], leaves[t.N*256+int64(i)][:]) {
					err = fmt.Errorf("entry %d does not hash to its leaf", t.N*256+int64(i))
					break
				}
			}
		}
		report(err, "tile %s", tilePath(t))
	}
	root := tlog.Hash(sha256.Sum256(nil))
	if tree.N > 0 {
		if root, err = tlog.TreeHash(tree.N, reader); err != nil {
			report(err, "root")
			done()
		}
	}
	if root != tree.Hash {
		err = fmt.Errorf("computed %s", root)
	}
	report(err, "root of all entries equals the checkpoint's")

	// 3. Every tile above the leaves, byte for byte.
	for level := 1; level < 8 && tree.N>>uint(8*level) > 0; level++ {
		n := tree.N >> uint(8*level)
		for i := int64(0); i*256 < n; i++ {
			t := tlog.Tile{H: 8, L: level, N: i, W: 256}
			if n-i*256 < 256 {
				t.W = int(n - i*256)
			}
			want, err := tlog.ReadTileData(t, reader)
			if err == nil {
				var got []byte
				if got, err = src.tile(t); err == nil && !bytes.Equal(got, want) {
					err = errors.New("differs from the tile computed from the entries")
				}
			}
			report(err, "tile %s", tilePath(t))
		}
	}

	// With a wrong root or a wrong tile every proof below would fail too: stop at the cause.
	if failed > 0 {
		fmt.Println("proofs not checked, because entries, tiles or root already failed")
		done()
	}

	leaf := func(i int64) (tlog.Hash, bool) {
		if i < 0 || i >= int64(len(leaves)) {
			return tlog.Hash{}, false
		}
		return leaves[i], true
	}
	checkReceipts := func() {
		for _, f := range receipts {
			b, err := os.ReadFile(f)
			if *changes != "" {
				b, err = src.get(f)
			}
			if err == nil {
				err = checkProofFile(b, known, origin, leaf)
			}
			report(err, "receipt %s", f)
		}
	}
	if *changes != "" {
		checkReceipts()
		done()
	}

	// 4. Inclusion of every entry: from memory for all, from the published tiles for a sample.
	tiles := tlog.TileHashReader(tree, &tileReader{src, map[string][]byte{}})
	step := int64(1)
	if *sample > 0 && tree.N > *sample {
		step = tree.N / *sample
	}
	for i := int64(0); i < tree.N; i++ {
		p, err := tlog.ProveRecord(tree.N, i, reader)
		if err == nil {
			err = tlog.CheckRecord(p, tree.N, tree.Hash, i, leaves[i])
		}
		report(err, "inclusion of entry %d", i)
		if *sample <= 0 || (i%step != 0 && i != tree.N-1) {
			continue
		}
		q, err := tlog.ProveRecord(tree.N, i, tiles)
		if err == nil {
			err = tlog.CheckRecord(q, tree.N, tree.Hash, i, leaves[i])
		}
		if report(err, "inclusion of entry %d from tiles", i) && len(q) > 0 {
			report(mustReject(tlog.CheckRecord(flip(q, int(i)), tree.N, tree.Hash, i, leaves[i])), "damaged inclusion proof of entry %d", i)
		}
	}

	// 5. Consistency: between sizes, and with an earlier checkpoint.
	check := func(m int64, want *tlog.Hash, label string) {
		old, err := tlog.TreeHash(m, reader)
		if err == nil && want != nil && old != *want {
			err = fmt.Errorf("the first %d entries now have root %s", m, old)
		}
		var p tlog.TreeProof
		if err == nil {
			p, err = tlog.ProveTree(tree.N, m, tiles)
		}
		if err == nil {
			err = tlog.CheckTree(p, tree.N, tree.Hash, m, old)
		}
		if report(err, "consistency %s%d to %d", label, m, tree.N) && len(p) > 0 {
			report(mustReject(tlog.CheckTree(flip(p, int(m)), tree.N, tree.Hash, m, old)), "damaged consistency proof %d to %d", m, tree.N)
		}
	}
	if *oldSize >= 0 {
		if *oldSize < 1 || *oldSize > tree.N {
			report(errors.New("out of range"), "old size %d", *oldSize)
		} else {
			check(*oldSize, nil, "")
		}
	} else {
		seen := map[int64]bool{}
		sizes := []int64{tree.N - 1, tree.N / 2, tree.N / 3, tree.N}
		for k := int64(1); k <= tree.N; k *= 2 {
			sizes = append(sizes, k-1, k, k+1)
		}
		for _, m := range sizes {
			if m >= 1 && m <= tree.N && !seen[m] {
				seen[m] = true
				check(m, nil, "")
			}
		}
	}
	if *oldCheckpoint != "" {
		b, err := os.ReadFile(*oldCheckpoint)
		var old tlog.Tree
		if err == nil {
			old, _, err = openCheckpoint(b, known, origin)
		}
		switch {
		case !report(err, "old checkpoint"):
		case old.N > tree.N:
			report(fmt.Errorf("size %d is above %d: the record went backwards", old.N, tree.N), "old checkpoint")
		case old.N == 0:
			if old.Hash != tlog.Hash(sha256.Sum256(nil)) {
				err = errors.New("wrong root for an empty tree")
			}
			report(err, "consistency with the old checkpoint, 0 to %d", tree.N)
		default:
			check(old.N, &old.Hash, "with the old checkpoint, ")
		}
	}

	// 6. Acts.
	if acts != nil {
		rootAt := func(m int64) (tlog.Hash, error) {
			if m == 0 {
				return tlog.Hash(sha256.Sum256(nil)), nil
			}
			return tlog.TreeHash(m, reader)
		}
		unchecked := 0
		for i, e := range raws {
			u, err := checkAct(e, int64(i), origin, acts, rootAt)
			report(err, "act %d", i)
			unchecked += u
		}
		fmt.Printf("acts %d, signatures not checked here %d\n", len(raws), unchecked)
	}

	// 7. Receipts.
	checkReceipts()
}
