// SPDX-License-Identifier: Apache-2.0
// The naive form of every operation, on host data: what kernels are compared with. It is no part of the
// library: the program kumiko, the tests and the benchmarks have it.
//
// src/reference/SHELF/NAME.cpp has the forms of what src/SHELF/NAME.cpp describes:
//
//     void reference_linalg_copy(references& all)
//     {
//         all.add("linalg/copy", [](const settings&, const arrays& before, const arrays&, arrays& wanted) {
//             wanted[1].x = before[0].x;
//         });
//     }
#pragma once

#include <kumiko/registry.hpp>

#include <complex>
#include <optional>
#include <string>
#include <vector>

#include "core/numbers.hpp"

namespace kumiko::reference {

using number = std::complex<double>;

/// An operand on the host: its elements, row by row without gaps, of a frame plane by plane.
struct array {
    operand_kind is = operand_kind::vector;
    element type = element::f32;
    std::vector<std::size_t> shape;
    pixel_format format{};
    std::vector<number> x;
    /// Of a result that is wanted: how far each part of each element may be off. Empty: not at all.
    std::vector<double> error;

    std::size_t rows() const { return shape.at(0); }
    std::size_t cols() const { return shape.at(1); }
    const number& operator()(std::size_t i, std::size_t j) const { return x[i * shape[1] + j]; }
    number& operator()(std::size_t i, std::size_t j) { return x[i * shape[1] + j]; }
    double re(std::size_t i) const { return x[i].real(); }
    /// Elements that an operand of this shape has.
    std::size_t count() const;
    /// It was left out, where it is optional.
    bool given() const { return !shape.empty(); }
};
using arrays = std::vector<array>;

/// The fields of a call.
class settings {
public:
    explicit settings(values all) : all_(std::move(all)) {}
    double operator[](const char* field) const { return all_.at(field).real(); }
    int choice(const char* field) const { return static_cast<int>(all_.at(field).natural()); }
    number complex(const char* re, const char* im) const { return {(*this)[re], (*this)[im]}; }

private:
    values all_;
};

/// Put into `wanted` what each result must be, and how far it may be off. `before` is what all operands
/// held; `wanted` begins as that. A solution is judged by putting it back into its equation: `got`, which
/// holds what the device computed, may be replaced by what becomes of it there.
using function = void (*)(const settings& fields, const arrays& before, arrays& got,
                          arrays& wanted);

class references {
public:
    void add(const char* operation, function f) { all_.emplace(operation, f); }
    function find(const std::string& operation) const;  ///< null where there is none

private:
    std::map<std::string, function> all_;
};
const references& all_references();

// ---- what bounds are written with ---------------------------------------------------------------

/// u: half the distance from 1 to the next number of a floating-point type; of complex numbers, of their parts.
double unit(element e);
/// d u / (1 - d u): what d roundings in a row do at most (Higham, "Accuracy and Stability", lemma 3.1).
inline double gamma(double d, double u) { return d * u / (1 - d * u); }
/// |re| + |im|
inline double size_of_number(const number& z) { return std::abs(z.real()) + std::abs(z.imag()); }
/// op(a) as a matrix: form_names of src/linalg/described.hpp, counted from 0.
array as(const array& a, int how);

// ---- trials -----------------------------------------------------------------------------------------

/// One case of an operation: with one row of its types, and one of its samples.
struct trial {
    const operation* op;
    std::vector<element> types;
    const sample* with;
    [[nodiscard]] std::string name() const;  ///< "image/gaussian u8, size=3 h=9 w=67 c=1"
    [[nodiscard]] bool has_double() const;
    [[nodiscard]] arrays inputs(unsigned seed = 1) const;
};
/// Every case of an operation.
std::vector<trial> trials_of(const operation& op);

/// Elements as they lie in memory, and back.
void encode(element e, const number& z, unsigned char* to);
number decode(element e, const unsigned char* from);

/// Operands on the device, each inside of memory that is larger and full of 0xff (of floating-point
/// numbers NaN), `gap` elements around each row.
class placed {
public:
    placed(const queue& q, const operation& op, const arrays& a, std::size_t gap);
    const std::vector<operand>& operands() const { return operands_; }
    arrays read(const queue& q) const;
    /// "y was written outside of its elements", "x, which is only read, was changed"; else empty.
    std::string trespass(const queue& q) const;
    /// All of the memory, operand by operand.
    std::vector<std::vector<unsigned char>> bytes(const queue& q) const;

private:
    const operation& op_;
    arrays given_;
    std::vector<std::optional<operand_memory>> memory_;
    std::vector<operand> operands_;
    std::vector<std::vector<unsigned char>> before_;
};

/// Where a result is not what it must be: "y[3] is 2.5, must be 2 within 1e-6"; empty where all are.
std::string compare(const operation& op, const values& fields, const arrays& before, arrays got);

/// Run a trial. @return  what was wrong with it; empty where nothing was
std::string run(const queue& q, const trial& t, std::size_t gap = 3);
/// The same of any other call: by name, the first operand's type, fields that are not as usual, and sizes.
std::string run(const queue& q, const std::string& name, element first, const values& fields,
                const sizes& known, std::size_t gap = 3);

}  // namespace kumiko::reference
