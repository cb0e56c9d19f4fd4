// SPDX-License-Identifier: Apache-2.0
// Arrays in files of NumPy's format .npy. (Our own few lines: the libraries for it take the element type at
// compile time, and none is packaged everywhere.)
// Source: NumPy, "A Simple File Format for NumPy Arrays", NEP 1; versions 1.0, 2.0 and 3.0.
#pragma once

#include <kumiko/element.hpp>

#include <iosfwd>
#include <string>
#include <vector>

namespace tool {

/// An array of 1 to 4 axes in row-major order; one of no axes is read as one element of one axis.
struct npy {
    kumiko::element type{};
    std::vector<std::size_t> shape;
    std::vector<unsigned char> bytes;  ///< in this machine's byte order
    bool is_scalar = false;            ///< it had no axes
};

/// @throws std::invalid_argument  there is no such file, or it is no array that can be read: the message has
///                                the file and why
npy read_npy(const std::string& path);
/// The same of the bytes that come from `in`. No more are read than the array has and one that is too many.
npy read_npy(const std::string& path, std::istream& in);
/// Written whole or not at all. @throws std::runtime_error  it cannot be written
void write_npy(const std::string& path, const npy& a);

/// A file's first bytes, at most that many. @throws std::invalid_argument  it cannot be read
std::vector<unsigned char> read_file(const std::string& path, std::size_t most);
/// Written whole or not at all: into a new file beside it, which then takes its name. What stands there and is
/// no plain file, as a link or a pipe, is written as it is.
/// @throws std::runtime_error  it cannot be written
void write_file(const std::string& path, const void* data, std::size_t size);

}  // namespace tool
