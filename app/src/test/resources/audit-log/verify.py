"""A second verifier of audit-log bundles, written from docs/formats/audit-log.md alone. Only the standard library.
Usage: verify.py DIR [--key FILE] [--policy FILE]; exit codes 0 proven, 1 not proven, 2 not a bundle."""
import base64, datetime, hashlib, os, re, stat, struct, sys, zlib

# --- Ed25519, RFC 8032 section 5.1 ---
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)

def add(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    w, x, y, z = f - e, d - c, d + c, f + e
    return w * x % P, y * z % P, x * y % P, w * z % P

def times(n, point):
    result = (0, 1, 1, 0)
    while n:
        if n & 1:
            result = add(result, point)
        point, n = add(point, point), n >> 1
    return result

def point(raw):
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P)
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * ROOT % P
    if (x * x - xx) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P

BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))

def signed(public, message, signature):
    if len(signature) != 64:
        return False
    a, r, s = point(public), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % Q
    x, y = times(s, BASE), add(r, times(h, a))
    return (x[0] * y[2] - y[0] * x[2]) % P == 0 and (x[1] * y[2] - y[1] * x[2]) % P == 0

# --- small things ---
class NotProven(Exception):
    pass

def must(true, reason):
    if not true:
        raise NotProven(reason)

def decimal(text):
    must(re.fullmatch("0|[1-9][0-9]{0,18}", text, re.A) and int(text) < 2**63, "a number is malformed")
    return int(text)

def unbase64(text):
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raise NotProven("base64 is malformed")
    must(base64.b64encode(raw).decode() == text, "base64 is spelled otherwise")
    return raw

def sha(data):
    return hashlib.sha256(data).digest()

def key(line):
    match = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+(\S+)", line)
    must(match, "a key is malformed")
    typed = unbase64(match[3])
    must(len(typed) == 33 and typed[0] in (1, 4), "a key is of no known type")
    must(sha(match[1].encode() + b"\n" + typed)[:4].hex() == match[2], "the ID of a key is wrong")
    return {"line": line, "name": match[1], "id": match[2], "type": typed[0], "raw": typed[1:]}

def note(data):
    head, gap, tail = data.rpartition(b"\n\n")
    text = head + b"\n"
    must(gap and head and all(c == 10 or 32 <= c <= 126 for c in text), "a note is malformed")
    must(tail.endswith(b"\n"), "a note ends within a line")
    try:
        lines = tail.decode("utf-8")[:-1].split("\n")
    except UnicodeDecodeError:
        raise NotProven("a signature line is no UTF-8")
    signatures = []
    for line in lines:
        match = re.fullmatch(r"\u2014 ([^\s+]+) (\S+)", line)
        must(match, "a signature line is malformed")
        raw = unbase64(match[2])
        must(len(raw) > 4, "a signature is too short")
        signatures.append((match[1], raw[:4].hex(), raw[4:]))
    must(len(signatures) <= 64, "too many signatures")
    return text, signatures

def signed_by(log, text, signatures):
    own = [s for name, id, s in signatures if (name, id) == (log["name"], log["id"])]
    must(len(own) == 1 and signed(log["raw"], text, own[0]), "not signed by the log")

def cosigned(witness, text, signatures):
    own = [s for name, id, s in signatures if (name, id) == (witness["name"], witness["id"])]
    for s in own:
        must(len(s) == 72 and s[0] < 128, "a cosignature is malformed")
        head = b"cosignature/v1\ntime %d\n" % int.from_bytes(s[:8], "big")
        must(signed(witness["raw"], head + text, s[8:]), "a cosignature is wrong")
    return bool(own)

# --- one record ---
ESCAPED = "\\x00-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff"
ANY = r'"((?:[^"\\' + ESCAPED + r']|\\["\\]|\\u[0-9a-f]{4})*)"'
TEXT, WORD = ANY.replace("*)", "+)"), '"([A-Z_]{1,40})"'
TIME = r'"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{9}Z)"'
NUMBER, HEX = "(0|[1-9][0-9]{0,18})", "[0-9a-f]"
BLOB = r'\{"sha256":"(' + HEX + '{64})","size":' + NUMBER + r"\}"
CONTENT = "(" + ANY + r'|\{"base64":"([A-Za-z0-9+/=]*)"\}|' + BLOB + ")"
FORMS = [("tag", WORD), ("time", TIME), ("operation", TEXT), ("user_id", TEXT), ("user_name", TEXT),
         ("user_group", TEXT), ("ip_address", '"([0-9A-Fa-f.:]{2,45})"'), ("method", WORD), ("content", CONTENT),
         ("result", WORD), ("session_id", f"({TEXT}|null)"), ("offset", f"({NUMBER}|null)"),
         ("object_id", f"({TEXT}|null)"), ("change_id", f"({TEXT}|null)"),
         ("id", f'"({HEX}{{8}}(?:-{HEX}{{4}}){{3}}-{HEX}{{12}})"'), ("source", TEXT),
         ("source_seq", f"({NUMBER}|null)"), ("logged_at", TIME), ("salt", f'"({HEX}{{32}})"')]
RECORD = re.compile(r'\{"v":1' + "".join(f',"{n}":(?P<{n}>{f})' for n, f in FORMS) + r"\}", re.S)
UNESCAPED = re.compile(r"\\u([0-9a-f]{4})")
MUST_ESCAPE = re.compile("[" + ESCAPED.encode().decode("unicode_escape") + "]")

def record(leaf):
    try:
        match = RECORD.fullmatch(leaf.decode("utf-8"))
    except UnicodeDecodeError:
        match = None
    must(match, "the record is malformed")
    for escape in UNESCAPED.findall(match.string.replace("\\\\", "")):
        must(MUST_ESCAPE.match(chr(int(escape, 16))), "an escape that is not needed")
    for name in ("time", "logged_at"):
        try:
            datetime.datetime.fromisoformat(match[name][1:20])
        except ValueError:
            raise NotProven("no such time")
    for name in ("offset", "source_seq"):
        must(match[name] == "null" or int(match[name]) < 2**63, "a number is too large")
    content = match["content"]
    if content.startswith('{"base64"'):
        try:
            unbase64(content[11:-2]).decode("utf-8")
            raise NotProven("base64 of what is text")
        except UnicodeDecodeError:
            pass
    blob = re.fullmatch(BLOB, content)
    must(not blob or int(blob[2]) < 2**63, "a number is too large")
    return match, (blob[1], int(blob[2])) if blob else None

class Order:
    def __init__(self, start):
        self.start, self.part, self.last, self.time, self.lost = start, 0, {}, "", 0

    def skip(self):
        self.start, self.part = False, self.part + 1

    def advance(self, name, first, last):
        before, part = self.last.get(name, (0 if self.start else None, self.part))
        if before is not None:
            must(before >= 0 and (first == before + 1 if part == self.part else first > before), "a source has a gap")
        self.last[name] = (last, self.part)

    def take(self, r):
        must(r["logged_at"] >= self.time, "logged before the one before")
        self.time = r["logged_at"]
        if r["source_seq"] != "null":
            must(int(r["source_seq"]) >= 1, "a source numbers from 1")
            self.advance(r["source"], int(r["source_seq"]), int(r["source_seq"]))
            return
        must(self.last.setdefault(r["source"], (-1, 0))[0] == -1, "a source numbers some and others not")
        if r["operation"] == '"audit.gap"':
            match = re.fullmatch(f'"{NUMBER}-{NUMBER}"', r["content"])
            must(match and re.fullmatch('"source:.+"', r["object_id"], re.S), "a gap is malformed")
            first, last = decimal(match[1]), decimal(match[2])
            must(1 <= first <= last, "a gap is malformed")
            self.advance('"' + r["object_id"][8:], first, last)
            self.lost += last - first + 1

# --- the tree, the folder, the whole ---
def node(left, right):
    return sha(b"\1" + left + right)

def root(hashes):
    """Of a full or partial subtree, from the hashes of equal subtrees below it."""
    hashes = list(hashes)
    while len(hashes) > 1:
        odd = hashes[-1:] if len(hashes) % 2 else []
        hashes = [node(a, b) for a, b in zip(hashes[::2], hashes[1::2])] + odd
    return hashes[0]

def path(level, number, width):
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03}")
    return f"tile/{level}/" + "/".join(groups) + ("" if width == 256 else f".p/{width}")

def files_on_disk(folder):
    found = set()
    def failed(error):
        raise NotProven("a folder cannot be read")
    for base, folders, names in os.walk(folder, onerror=failed):
        must(base == folder or folders or names, "an empty folder")
        for name in folders + names:
            mode = os.lstat(os.path.join(base, name)).st_mode
            must(stat.S_ISDIR(mode) if name in folders else stat.S_ISREG(mode), "a link or a special file")
        found |= {os.path.relpath(os.path.join(base, name), folder) for name in names}
    return found

def quorum(text, log, checkpoints):
    witnesses, groups, member, logs, wanted, raws = {}, {}, set(), [], None, set()
    for line in text.split("\n"):
        words = re.split("[ \t]+", line.strip(" \t"))
        if words == [""] or words[0].startswith("#"):
            continue
        if words[0] in ("witness", "group"):
            must(len(words) > 2 and words[1] not in {**witnesses, **groups, "none": 0}, "a name twice")
        if words[0] == "log":
            logs.append(key(words[1])["line"])
        elif words[0] == "witness":
            witnesses[words[1]] = key(words[2])
            must(witnesses[words[1]]["type"] == 4 and witnesses[words[1]]["raw"] not in raws, "no new witness")
            raws.add(witnesses[words[1]]["raw"])
        elif words[0] == "group":
            names = words[3:]
            must(names and len(set(names)) == len(names) and not member & set(names), "a member twice")
            must(all(n in witnesses or n in groups for n in names), "a member is not known")
            k = {"any": 1, "all": len(names)}.get(words[2]) or decimal(words[2])
            must(1 <= k <= len(names), "a group is malformed")
            groups[words[1]] = (k, names)
            member |= set(names)
        else:
            must(words[0] == "quorum" and len(words) == 2 and wanted is None, "a policy is malformed")
            wanted = words[1]
            must(wanted == "none" or wanted in witnesses or wanted in groups, "the quorum is not known")
    must(wanted is not None and (not logs or log["line"] in logs), "the policy is for another log, or has no quorum")
    for text, signatures in checkpoints:
        seen = {n for n, w in witnesses.items() if cosigned(w, text, signatures)}
    def counts(name):
        return name in seen if name in witnesses else sum(map(counts, groups[name][1])) >= groups[name][0]
    must(wanted == "none" or counts(wanted), "the policy is not met")

def verify(folder, key_file, policy_file):
    must(os.path.isfile(os.path.join(folder, "manifest")), "no manifest")
    must(not os.path.islink(os.path.join(folder, "manifest")), "the manifest is a link")
    text, signatures = note(open(os.path.join(folder, "manifest"), "rb").read())
    lines = text.decode("ascii")[:-1].split("\n")
    must(lines[0] == "bastide-audit-bundle/v1" and len(lines) > 4, "the manifest is malformed")
    values = []
    for line, name in zip(lines[1:5], ("origin ", "key ", "minimum ", "size ")):
        must(line.startswith(name), "the manifest is malformed")
        values.append(line[len(name):])
    origin, log, minimum, size = values[0], key(values[1]), decimal(values[2]), decimal(values[3])
    must(log["type"] == 1 and log["name"] == origin and len(signatures) == 1, "the manifest's key or signature")
    signed_by(log, text, signatures)
    must(minimum <= size and minimum % 256 == 0, "minimum")
    if key_file:
        trusted = [l.strip() for l in open(key_file) if l.strip() and not l.startswith("#")]
        must(log["line"] in trusted, "signed by another key")
    rest, withheld, listed = lines[5:], [], {}
    while rest and rest[0].startswith("withheld "):
        match = re.fullmatch("withheld (\\S+) (\\S+) (sealed|erased)", rest.pop(0))
        must(match, "a withheld range is malformed")
        a, b = decimal(match[1]), decimal(match[2])
        must((withheld[-1][1] if withheld else minimum) <= a < b <= size, "a withheld range is malformed")
        must(a % 256 == 0 and (b % 256 == 0 or b == size), "a withheld range is malformed")
        withheld.append((a, b))
    before = ""
    for line in rest:
        match = re.fullmatch("file ([0-9a-f]{64}) (\\S+) ([a-z0-9][a-z0-9.-]*(?:/[a-z0-9][a-z0-9.-]*){0,20})", line)
        must(match and len(match[3]) <= 200 and before < match[3] != "manifest", "the manifest's files")
        before = match[3]
        listed[before] = (match[1], decimal(match[2]))
    must(files_on_disk(folder) == set(listed) | {"manifest"}, "other files than listed")
    used = set()
    def read(name):
        must(name in listed, name + " is missing")
        used.add(name)
        must(os.path.getsize(os.path.join(folder, name)) == listed[name][1], name + " has another size")
        data = open(os.path.join(folder, name), "rb").read()
        must(sha(data).hex() == listed[name][0], name + " is not the listed file")
        return data
    checkpoints = []
    for name in listed:
        if name == "checkpoint" or name.startswith("checkpoints/"):
            text, signatures = note(read(name))
            parts = text.decode("ascii").split("\n")
            must(len(parts) == 4 and parts[0] == origin, "a checkpoint is malformed")
            at, top = decimal(parts[1]), unbase64(parts[2])
            must(at == size if name == "checkpoint" else name == f"checkpoints/{at}" and minimum <= at < size, name)
            signed_by(log, text, signatures)
            checkpoints.append((at, top, text, signatures))
    checkpoints.sort(key=lambda c: c[0])
    must("checkpoint" in used, "no checkpoint")
    if policy_file:
        quorum(open(policy_file).read(), log, [c[2:] for c in checkpoints])
    tiles = []  # tiles[L][i] is the hash of the i-th subtree of 256**L records
    for level in range(8):
        hashes = {}
        for n in range(minimum >> 8 * (level + 1), ((size >> 8 * level) + 255) // 256):
            width = min(256, (size >> 8 * level) - n * 256)
            tile = read(path(level, n, width))
            must(len(tile) == 32 * width, "a tile has another size")
            hashes.update((n * 256 + i, tile[32 * i:32 * i + 32]) for i in range(width))
        tiles.append(hashes)
    for level in range(1, 8):
        for i, known in tiles[level].items():
            if (i + 1) << 8 * level > minimum:
                must(root([tiles[level - 1][i * 256 + j] for j in range(256)]) == known, "a tile is wrong")
    def tree(at):
        subtrees, start = [], 0
        for bit in range(62, -1, -1):
            if at >> bit & 1:
                level, width = bit // 8, 1 << bit % 8
                subtrees.append(root([tiles[level][(start >> 8 * level) + j] for j in range(width)]))
                start += 1 << bit
        result = subtrees.pop() if subtrees else sha(b"")
        while subtrees:
            result = node(subtrees.pop(), result)
        return result
    for at, top, _, _ in checkpoints:
        must(tree(at) == top, f"the root of {at} records is another one")
    order = Order(minimum == 0)
    for n in range(minimum // 256, (size + 255) // 256):
        if any(a <= n * 256 < b for a, b in withheld):
            order.skip()
            continue
        width = min(256, size - n * 256)
        name = path("entries", n, width)
        data = read(name + ".gz" if name + ".gz" in listed else name)
        if name + ".gz" in listed:
            unpacker = zlib.decompressobj(31)
            must(data[:8] == bytes.fromhex("1f8b080000000000"), "a gzip header")
            try:
                plain = unpacker.decompress(data, 256 * 65537)
            except zlib.error:
                raise NotProven("gzip is malformed")
            must(unpacker.eof and not unpacker.unused_data, "gzip goes on, or is too long")
            data = plain
        at = 0
        for i in range(n * 256, n * 256 + width):
            must(at + 2 <= len(data), "a bundle ends early")
            leaf = data[at + 2:at + 2 + struct.unpack(">H", data[at:at + 2])[0]]
            at += 2 + struct.unpack(">H", data[at:at + 2])[0]
            must(at <= len(data) and sha(b"\0" + leaf) == tiles[0][i], f"record {i} is another one")
            match, blob = record(leaf)
            order.take(match)
            if blob:
                read("blob/" + blob[0])
                must(listed["blob/" + blob[0]] == blob, "a blob is another one")
        must(at == len(data), "a bundle goes on")
    end = 0
    segments = [(n, re.fullmatch(r"segment/(\d+)-(\d+)\.parquet", n, re.A)) for n in listed if n.startswith("segment/")]
    must(all(m for _, m in segments), "a segment is misnamed")
    for a, b, name in sorted((decimal(m[1]), decimal(m[2]), n) for n, m in segments):
        must(max(end, minimum) <= a < b <= size, "a segment is out of place")
        read(name)
        end = b
    must(used == set(listed), "a file has no place")
    return log

def main(arguments):
    options = dict(zip(arguments[1::2], arguments[2::2]))
    folder = arguments[0]
    if not any(os.path.lexists(os.path.join(folder, n)) for n in ("manifest", "checkpoint", "checkpoints")):
        print("not a bundle")
        return 2
    try:
        log = verify(folder, options.get("--key"), options.get("--policy"))
    except (NotProven, OSError, RecursionError) as wrong:
        print("not proven:", wrong)
        return 1
    known = "proven" if "--key" in options else "consistent, signer unknown: " + sha(log["raw"]).hex()
    print(known)
    return 0

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
