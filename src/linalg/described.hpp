// SPDX-License-Identifier: Apache-2.0
// Shared by the descriptions of linear algebra: factors, coefficients, sizes that follow from
// others.
#pragma once

#include <limits>

#include "core/check.hpp"
#include "registry/describe.hpp"

namespace kumiko::detail {

/// How a matrix enters a product.
enum class form { none, transposed, conjugated, adjoint };
inline constexpr const char* form_names = "none|transposed|conjugated|adjoint";

inline bool is_transposed(form f) { return f == form::transposed || f == form::adjoint; }
inline any_factor as(form f, const any_matrix& a)
{
    return {a, is_transposed(f), f == form::conjugated || f == form::adjoint};
}
inline form form_in(const values& all, const char* field)
{
    return static_cast<form>(all.at(field).natural());
}

inline constexpr double any_number = std::numeric_limits<double>::infinity();

/// A coefficient as two fields, for the real and the imaginary part. Real operations use the first.
struct coefficient {
    double re = 0, im = 0;
    void describe(fields& f, const char* name, const char* imaginary)
    {
        f(name, re, -any_number, any_number, "", "factor");
        f(imaginary, im, -any_number, any_number, "", "its imaginary part, of complex elements");
    }
    /// @throws std::invalid_argument  the coefficient is complex and e is a real type
    scalar of(element e, const char* name) const
    {
        require(im == 0 || e == element::c32 || e == element::c64, name,
                ": an imaginary part is for complex elements, not for ", kumiko::name(e));
        scalar s = re;
        s.im = im;
        return s;
    }
};

struct with_alpha {
    coefficient alpha{1, 0};
    void describe(fields& f) { alpha.describe(f, "alpha", "alpha_imaginary"); }
};
struct with_alpha_beta : with_alpha {
    coefficient beta{0, 0};
    void describe(fields& f)
    {
        with_alpha::describe(f);
        beta.describe(f, "beta", "beta_imaginary");
    }
};

/// Two names of the same size: if one is known, so is the other.
/// @throws std::invalid_argument  both are known and differ
inline void same_size(sizes& known, const char* one, const char* other)
{
    const auto a = known.find(one), b = known.find(other);
    if (a == known.end() && b != known.end())
        known.emplace(one, b->second);
    else if (b == known.end() && a != known.end())
        known.emplace(other, a->second);
    else if (a != known.end())
        require(a->second == b->second, one, " is ", a->second, ", ", other, " is ", b->second,
                ", must be equal");
}

/// Relates the sizes of op(X), rows x columns, to those of X as stored, x_rows x x_columns.
inline void relate(sizes& known, form f, const char* rows, const char* columns, const char* x_rows,
                   const char* x_columns)
{
    same_size(known, rows, is_transposed(f) ? x_columns : x_rows);
    same_size(known, columns, is_transposed(f) ? x_rows : x_columns);
}

}  // namespace kumiko::detail
