// Inflate: raw DEFLATE (RFC 1951) back to bytes, for browsers without a stream that can.

const lengthBase = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const lengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const distanceBase = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
const distanceExtra = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

function bitsOf(bytes) {
  return { bytes, at: 0, held: 0, count: 0 };
}

function takeBits(bits, wanted) {
  while (bits.count < wanted) {
    if (bits.at >= bits.bytes.length) throw new Error("inflate: the data end too soon");
    bits.held |= bits.bytes[bits.at] << bits.count;
    bits.at += 1;
    bits.count += 8;
  }
  const found = bits.held & ((1 << wanted) - 1);
  bits.held >>>= wanted;
  bits.count -= wanted;
  return found;
}

function huffmanOf(lengths) {
  const counts = new Uint16Array(16);
  for (const length of lengths) counts[length] += 1;
  counts[0] = 0;
  const starts = new Uint16Array(16);
  for (let n = 1; n < 16; n += 1) starts[n] = starts[n - 1] + counts[n - 1];
  const symbols = new Uint16Array(lengths.length);
  lengths.forEach((length, symbol) => {
    if (length) {
      symbols[starts[length]] = symbol;
      starts[length] += 1;
    }
  });
  return { counts, symbols };
}

function takeSymbol(bits, code) {
  let value = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length < 16; length += 1) {
    value |= takeBits(bits, 1);
    const count = code.counts[length];
    if (value - count < first) return code.symbols[index + value - first];
    index += count;
    first = (first + count) << 1;
    value <<= 1;
  }
  throw new Error("inflate: a code that does not exist");
}

function fixedCodes() {
  const lengths = [];
  for (let n = 0; n < 288; n += 1) lengths.push(n < 144 ? 8 : n < 256 ? 9 : n < 280 ? 7 : 8);
  return [huffmanOf(lengths), huffmanOf(new Array(30).fill(5))];
}

function givenCodes(bits) {
  const literals = takeBits(bits, 5) + 257;
  const distances = takeBits(bits, 5) + 1;
  const many = takeBits(bits, 4) + 4;
  const short = new Array(19).fill(0);
  for (let n = 0; n < many; n += 1) short[lengthOrder[n]] = takeBits(bits, 3);
  const code = huffmanOf(short);
  const lengths = [];
  while (lengths.length < literals + distances) {
    const symbol = takeSymbol(bits, code);
    if (symbol < 16) lengths.push(symbol);
    else {
      const last = symbol === 16 ? lengths[lengths.length - 1] : 0;
      let times = symbol === 16 ? 3 + takeBits(bits, 2) : symbol === 17 ? 3 + takeBits(bits, 3) : 11 + takeBits(bits, 7);
      for (; times; times -= 1) lengths.push(last);
    }
  }
  return [huffmanOf(lengths.slice(0, literals)), huffmanOf(lengths.slice(literals))];
}

function roomFor(out, more) {
  if (out.size + more <= out.bytes.length) return;
  const wider = new Uint8Array(Math.max(out.bytes.length * 2, out.size + more));
  wider.set(out.bytes);
  out.bytes = wider;
}

function copyStored(bits, out) {
  bits.held = 0;
  bits.count = 0;
  const size = bits.bytes[bits.at] | (bits.bytes[bits.at + 1] << 8);
  bits.at += 4;
  roomFor(out, size);
  out.bytes.set(bits.bytes.subarray(bits.at, bits.at + size), out.size);
  out.size += size;
  bits.at += size;
}

function copyCoded(bits, out, literal, distance) {
  for (;;) {
    const symbol = takeSymbol(bits, literal);
    if (symbol === 256) return;
    if (symbol < 256) {
      roomFor(out, 1);
      out.bytes[out.size] = symbol;
      out.size += 1;
    } else {
      const size = lengthBase[symbol - 257] + takeBits(bits, lengthExtra[symbol - 257]);
      const code = takeSymbol(bits, distance);
      const back = distanceBase[code] + takeBits(bits, distanceExtra[code]);
      roomFor(out, size);
      for (let n = 0; n < size; n += 1) out.bytes[out.size + n] = out.bytes[out.size + n - back];
      out.size += size;
    }
  }
}

export function inflate(bytes) {
  const bits = bitsOf(bytes);
  const out = { bytes: new Uint8Array(bytes.length * 8 + 64), size: 0 };
  let last = 0;
  while (!last) {
    last = takeBits(bits, 1);
    const kind = takeBits(bits, 2);
    if (kind === 0) copyStored(bits, out);
    else if (kind === 3) throw new Error("inflate: a block of no known kind");
    else copyCoded(bits, out, ...(kind === 1 ? fixedCodes() : givenCodes(bits)));
  }
  return out.bytes.subarray(0, out.size);
}
