// SPDX-License-Identifier: Apache-2.0
// bytes.cl - vectors of bytes in 16-bit lanes, at any address.
//
// A vector of WORDS 16-bit lanes holds 2 WORDS neighbouring bytes. Bytes at even places are in the
// lanes' low halves, those at odd places in the high ones (devices are little endian). A shift
// takes them apart; a shift, a mask and an or put them together. So bytes never cross a lane, and
// no widening or packing is needed, each of which would cost a shuffle.
//
// Params   WORDS   16-bit lanes in a vector   8 | 16
#define BYTES_PASTE(a, b) a##b
#define BYTES_VECTOR(type, lanes) BYTES_PASTE(type, lanes)
typedef BYTES_VECTOR(ushort, WORDS) words;
// A packed structure loads a whole vector at an element's alignment with one instruction. On PoCL,
// vload16 becomes several.
typedef struct __attribute__((packed)) {
    words v;
} words_anywhere;

words load_bytes(global const uchar* from) { return ((global const words_anywhere*)from)->v; }
void store_bytes(global uchar* to, words v) { ((global words_anywhere*)to)->v = v; }
words load_words(const ushort* from) { return ((const words_anywhere*)from)->v; }
void store_words(ushort* to, words v) { ((words_anywhere*)to)->v = v; }
words odd_bytes(words v) { return v >> (ushort)8; }
