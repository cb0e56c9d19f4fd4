// SPDX-License-Identifier: Apache-2.0
// Arrays in files of NumPy's format .npy. We read and write them ourselves: existing libraries want
// the element type at compile time, and none is packaged everywhere.
// Source: NumPy, "A Simple File Format for NumPy Arrays", NEP 1; versions 1.0, 2.0 and 3.0.
#pragma once

#include <kumiko/element.hpp>

#include <iosfwd>
#include <string>
#include <vector>

namespace tool {

/// An array of 1 to 4 axes in row-major order. One without axes is read as one element on one axis.
struct npy {
    kumiko::element type{};
    std::vector<std::size_t> shape;
    std::vector<unsigned char> bytes;  ///< in this machine's byte order
    bool is_scalar = false;            ///< the array in the file has no axes
};

/// Reads a file.
/// @throws std::invalid_argument  there is no such file, or it holds no array that we can read; the
///                                message names the file and the reason
npy read_npy(const std::string& path);
/// Reads an array from the bytes of `in`: at most one byte more than the array has.
npy read_npy(const std::string& path, std::istream& in);
/// Writes a file, whole or not at all. @throws std::runtime_error  it cannot be written
void write_npy(const std::string& path, const npy& a);

/// The first bytes of a file, at most that many. @throws std::invalid_argument  it cannot be read
std::vector<unsigned char> read_file(const std::string& path, std::size_t most);
/// Writes a file whole or not at all: into a new file beside it, which then takes its name. A pipe, a device or
/// a link is not replaced: it is written to.
/// @throws std::runtime_error  it cannot be written
void write_file(const std::string& path, const void* data, std::size_t size);

}  // namespace tool
