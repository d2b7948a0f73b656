package redact

import (
	"sort"
	"strings"
)

// cue is a word that says what a number beside it is.
type cue struct {
	start, end int // glyphs
	verdict    verdict
	weak       bool
}

// vocabulary of one verdict. Strong words name the number itself, weak ones
// only what the text is about.
type vocabulary struct {
	verdict verdict
	weak    bool
	words   []string
}

// The words are in lower case. A space stands for any one separator or none,
// so that "private key" also covers privateKey, private_key and PRIVATE-KEY.
// Words of one's own languages first; a few others are cheap to know.
var vocabularies = []vocabulary{
	{private, false, []string{
		"private key", "private keys", "privkey", "priv key", "pvt key", "privatekey", "private hex", "pk",
		"secret key", "secret keys", "secret", "secrets", "sk", "seed", "seeds", "my key", "my keys",
		"signing key", "master key", "wallet key", "wallet keys", "spend key", "spending key", "owner key",
		"raw key", "hex key", "key hex", "mnemonic", "entropy", "passphrase",
		"私钥", "私鑰", "密钥", "密鑰", "秘钥", "秘鑰", "私匙", "种子", "種子", "助记词", "助記詞",
		"秘密鍵", "개인키", "비밀키", "приватный ключ", "закрытый ключ", "секретный ключ",
		"clave privada", "llave privada", "chave privada", "clé privée", "cle privee", "chiave privata",
		"privater schlüssel", "privaten schlüssel", "private schlüssel", "özel anahtar", "khóa riêng",
	}},
	{private, true, []string{
		"key", "keys", "import", "imported", "importing", "导入", "導入",
	}},
	{public, false, []string{
		"tx", "txs", "txn", "txns", "txid", "txids", "txhash", "tx id", "tx hash", "tx ids", "tx hashes", "txn hash",
		"transaction", "transactions", "transaction id", "transaction hash", "trx", "hash", "hashes", "hash id",
		"block", "blocks", "blockhash", "block hash", "parent hash",
		"public key", "public keys", "pubkey", "pub key", "publickey", "checksum", "digest", "sha256", "sha 256",
		"signature", "merkle", "topic", "topics", "state root", "api key", "request id", "trace id",
		"etherscan", "bscscan", "polygonscan", "arbiscan", "snowtrace", "tronscan", "solscan", "basescan",
		"blockchair", "blockstream", "mempool", "blockscout", "explorer", "blockchain com",
		"交易", "哈希", "区块", "區塊", "公钥", "公鑰", "浏览器", "瀏覽器", "取引", "транзакция", "транзакции",
		"хеш", "хэш", "transacción", "transação", "transaktion",
	}},
	{public, true, []string{
		"deposit", "deposits", "deposited", "withdrawal", "withdrawals", "withdraw", "withdrew", "withdrawn",
		"transfer", "transfers", "transferred", "sent", "send", "address", "addresses", "contract", "order",
		"payment", "paid", "reference", "ref", "swap", "bridge", "trade", "nonce", "confirmations", "confirmed",
		"pending", "http", "https",
		"充值", "提现", "提現", "提币", "提幣", "充币", "充幣", "转账", "轉賬", "转帐", "地址", "单号", "單號",
		"合约", "合約", "订单", "訂單", "到账", "到賬",
	}},
}

// Distances are in characters.
const (
	reach          = 160 // farther words say nothing of a number
	weakPrivate    = 10  // how much farther away a weak word for a key counts as
	weakPublic     = 60  // and one for something else, so that doubt falls to the safe side
	sentenceBreak  = 60  // also a new line
	clauseBreak    = 15
	behind         = 3  // words before a number are a little nearer than words after it
	belongsToNext  = 40 // "...: 0xabc private key: 0xdef"
	listSeparation = 40 // numbers this close are one list and share their heading
)

// judge gives each candidate the verdict of the nearest cue that no other
// candidate stands before. A tie is private. Candidates without one share the
// verdict of their neighbours in a list, else that of the whole text, where a
// strong word for a key outweighs all others.
func (v *view) judge(all []candidate) {
	cues := v.cues()
	v.work += len(cues)
	for i, c := range all {
		low, high := 0, len(v.glyphs)
		if i > 0 {
			low = all[i-1].end
		}
		if i+1 < len(all) {
			high = all[i+1].start
		}
		all[i].verdict = v.nearest(cues, c, low, high)
	}
	for i := 1; i < len(all); i++ {
		if all[i].verdict == unknown && v.listed(all[i-1], all[i]) {
			all[i].verdict = all[i-1].verdict
		}
	}
	for i := len(all) - 2; i >= 0; i-- {
		if all[i].verdict == unknown && v.listed(all[i], all[i+1]) {
			all[i].verdict = all[i+1].verdict
		}
	}
	whole := overall(cues)
	for i := range all {
		if all[i].verdict == unknown && (all[i].letters || whole == private) {
			all[i].verdict = whole
		}
	}
}

// nearest is the verdict of the nearest cue to c between low and high.
func (v *view) nearest(cues []cue, c candidate, low, high int) verdict {
	best, result := reach+1, unknown
	consider := func(distance int, q cue) {
		switch {
		case q.weak && q.verdict == private:
			distance += weakPrivate
		case q.weak:
			distance += weakPublic
		}
		if distance < best || distance == best && q.verdict == private {
			best, result = distance, q.verdict
		}
	}
	next := sort.Search(len(cues), func(i int) bool { return cues[i].start >= c.start })
	low, high = v.unwalled(c, max(low, c.start-reach), min(high, c.end+reach))
	breaks := 0
	for i, at := next-1, c.start; i >= 0 && cues[i].start >= low; i-- {
		breaks += v.breaks(cues[i].end, at)
		at = min(at, cues[i].end)
		v.work++
		if !v.describesKey(cues, i) {
			consider(c.start-cues[i].end+breaks, cues[i])
		}
	}
	breaks = 0
	for i, at := next, c.end; i < len(cues) && cues[i].end <= high; i++ {
		breaks += v.breaks(at, cues[i].start)
		at = max(at, cues[i].start)
		v.work++
		distance := cues[i].start - c.end + breaks + behind
		if v.introduces(cues[i].end) {
			distance += belongsToNext
		}
		consider(distance, cues[i])
	}
	return result
}

// describes are the words after which a text goes on about the same thing.
var describes = set("for of from used which that i behind belonging")

// describesKey says whether the i-th word only tells more of a key named
// before it, as in "the private key of the deposit address: ...".
func (v *view) describesKey(cues []cue, i int) bool {
	if i == 0 || cues[i].verdict != public {
		return false
	}
	key := cues[i-1]
	if key.verdict != private || key.weak || cues[i].start-key.end > reach || v.breaks(key.end, cues[i].start) > 0 {
		return false
	}
	var word []byte
	for at := key.end + 1; at < cues[i].start && isLetter(v.glyphs[at].char); at++ {
		word = append(word, lower(v.glyphs[at].char))
	}
	_, ok := describes[string(word)]
	return ok
}

// breaks is what the ends of sentences and clauses between two places add to
// their distance. A colon at the end of a line breaks nothing.
func (v *view) breaks(from, to int) int {
	sum := 0
	for i := from; i < to; i++ {
		v.work++
		switch c := v.glyphs[i].char; c {
		case '.', '!', '?':
			if next := v.char(i + 1); next == ' ' || next == '\n' || next == ideograph || next == mark {
				sum += sentenceBreak
			}
		case ',', ';':
			sum += clauseBreak
		case '\n':
			if before := v.char(i - 1); before != ':' && before != '\n' && before != '\r' {
				sum += sentenceBreak
			}
		}
	}
	return sum
}

// introduces says whether a word that ends at i is followed by a colon or an
// equals sign, and so speaks of what comes after it.
func (v *view) introduces(i int) bool {
	for ; ; i++ {
		switch v.char(i) {
		case ' ', '"', '\'', '*', '`':
		case ':', '=':
			return true
		default:
			return false
		}
	}
}

// unwalled narrows the range around c to what no wall stands before.
func (v *view) unwalled(c candidate, low, high int) (from, to int) {
	for from = c.start; from > low && v.glyphs[from-1].char != wall; from-- {
		v.work++
	}
	for to = c.end; to < high && v.glyphs[to].char != wall; to++ {
		v.work++
	}
	return from, to
}

// listed says whether two neighbours stand in one list of numbers.
func (v *view) listed(a, b candidate) bool {
	if b.start-a.end > listSeparation {
		return false
	}
	from, _ := v.unwalled(b, a.end, b.end)
	return from == a.end
}

// overall is what all words of the text together say.
func overall(cues []cue) verdict {
	result := unknown
	for _, q := range cues {
		switch {
		case q.verdict == private && !q.weak:
			return private
		case q.verdict == public || result == unknown:
			result = q.verdict
		}
	}
	return result
}

// cues finds the words of all vocabularies, in order. Of words within longer
// ones only the longest counts: "public key" is not a "key".
func (v *view) cues() []cue {
	var text strings.Builder
	text.Grow(len(v.glyphs))
	at := make([]int, 0, len(v.glyphs))
	for i, g := range v.glyphs {
		switch {
		case g.char == wall:
			text.WriteByte('\x00')
			at = append(at, i)
		case g.char < mark:
			text.WriteByte(lower(g.char))
			at = append(at, i)
		default:
			part := strings.ToLower(v.text[g.start:g.end])
			text.WriteString(part)
			for range len(part) {
				at = append(at, i)
			}
		}
	}
	at = append(at, len(v.glyphs))
	folded := text.String()
	v.work += len(folded)

	var all []cue
	for _, vocabulary := range vocabularies {
		for _, word := range vocabulary.words {
			for _, m := range matches(folded, word) {
				all = append(all, cue{at[m.start], at[m.end], vocabulary.verdict, vocabulary.weak})
			}
		}
	}
	sort.Slice(all, func(i, j int) bool {
		return all[i].start < all[j].start || all[i].start == all[j].start && all[i].end > all[j].end
	})
	kept := all[:0]
	for _, q := range all {
		if len(kept) == 0 || q.end > kept[len(kept)-1].end {
			kept = append(kept, q)
		}
	}
	return kept
}

// unmistakable is the length from which a word counts inside a longer one, too,
// as in walletPrivateKey.
const unmistakable = 8

// matches finds word in text. Short Latin words must stand alone; a space in
// word stands for one separator or none.
func matches(text, word string) []piece {
	first, rest, _ := strings.Cut(word, " ")
	var all []piece
	for from := 0; ; {
		i := strings.Index(text[from:], first)
		if i < 0 {
			return all
		}
		start := from + i
		from = start + len(first)
		end, ok := from, true
		for remaining := rest; remaining != "" && ok; {
			var part string
			part, remaining, _ = strings.Cut(remaining, " ")
			if end < len(text) && separates(text[end]) {
				end++
			}
			ok = strings.HasPrefix(text[end:], part)
			end += len(part)
		}
		if ok && (word[0] >= 0x80 || len(word) >= unmistakable || !isLetter(before(text, start)) && !isLetter(after(text, end))) {
			all = append(all, piece{start, end})
		}
	}
}

func separates(c byte) bool { return strings.IndexByte(" _-.\n\t", c) >= 0 }

func before(text string, i int) byte {
	if i == 0 {
		return ' '
	}
	return text[i-1]
}

func after(text string, i int) byte {
	if i >= len(text) {
		return ' '
	}
	return text[i]
}
