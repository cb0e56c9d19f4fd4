// SPDX-License-Identifier: Apache-2.0
// bytes.cl - bytes by the vector, in 16-bit lanes, at an element's alignment.
//
// A vector of WORDS 16-bit lanes holds 2 WORDS neighbouring bytes: those of even place in the
// lanes' low halves, those of odd place in the high ones (devices are little endian). Taken apart
// by a shift, and put together by a shift, a mask and an or, bytes never cross a lane: no widening,
// no packing, which cost a shuffle each.
//
// Params   WORDS   16-bit lanes of a vector   8 | 16
#define BYTES_PASTE(a, b) a##b
#define BYTES_VECTOR(type, lanes) BYTES_PASTE(type, lanes)
typedef BYTES_VECTOR(ushort, WORDS) words;
// A whole vector at an element's alignment is one instruction; vload16 is built from pieces on
// PoCL.
typedef struct __attribute__((packed)) {
    words v;
} words_anywhere;

words load_bytes(global const uchar* from) { return ((global const words_anywhere*)from)->v; }
void store_bytes(global uchar* to, words v) { ((global words_anywhere*)to)->v = v; }
words load_words(const ushort* from) { return ((const words_anywhere*)from)->v; }
void store_words(ushort* to, words v) { ((words_anywhere*)to)->v = v; }
words odd_bytes(words v) { return v >> (ushort)8; }
