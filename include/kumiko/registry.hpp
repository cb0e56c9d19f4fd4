// SPDX-License-Identifier: Apache-2.0
// All operations by name: what there is, what each one takes, and a call whose types are known at run time
// alone. Command lines, other languages and generic tests are made from this; a program that knows what it
// calls uses the operation's own header. (The umbrella kumiko.hpp leaves this header out.)
#pragma once

#include <kumiko/frame.hpp>
#include <kumiko/matrix.hpp>
#include <kumiko/operation.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace kumiko {

/// The value of a field: a number, which is kept exactly up to 64 bits, or a text.
class value {
public:
    enum class type { integer, natural, real, text };

    template <class T, std::enable_if_t<std::is_arithmetic_v<T>, int> = 0>
    value(T x)
        : is_(std::is_floating_point_v<T> ? type::real
              : std::is_signed_v<T>       ? type::integer
                                          : type::natural)
    {
        if constexpr (std::is_floating_point_v<T>)
            real_ = static_cast<double>(x);
        else
            bits_ = static_cast<std::uint64_t>(x);
    }
    template <class T, std::enable_if_t<std::is_enum_v<T>, int> = 0>
    value(T x) : value(static_cast<int>(x))
    {
    }
    value(const char* text) : is_(type::text), text_(text) {}
    value(std::string text) : is_(type::text), text_(std::move(text)) {}

    type is() const noexcept { return is_; }
    std::int64_t integer() const noexcept { return static_cast<std::int64_t>(bits_); }
    std::uint64_t natural() const noexcept { return bits_; }
    /// A number as a double, rounded where it has more than 53 bits.
    double real() const noexcept
    {
        return is_ == type::real      ? real_
               : is_ == type::integer ? static_cast<double>(integer())
                                      : static_cast<double>(bits_);
    }
    const std::string& text() const noexcept { return text_; }
    /// As people write it: "5", "0.25", "reflect101".
    [[nodiscard]] KUMIKO_API std::string print() const;

private:
    type is_;
    std::uint64_t bits_ = 0;
    double real_ = 0;
    std::string text_;
};

/// Fields by name.
using values = std::map<std::string, value>;
/// Sizes by the names that shapes give them.
using sizes = std::map<std::string, std::size_t>;

/// What an operand is. A scalar is a vector of one element; operations hand numbers out in such.
enum class operand_kind { vector, matrix, image, frame, scalar };
enum class direction {
    in,      ///< it is read
    out,     ///< it is written, whatever it held
    in_out,  ///< it is read and written
};

/// One operand of a call by name: refers to a view, vector, matrix, image or frame, which must stay until
/// the call returns. An operand that is optional may be left out by operand{}.
class KUMIKO_API operand {
public:
    operand() noexcept = default;
    operand(const any_view& x) noexcept : is_(form::view), at_(&x) {}
    operand(const any_vector& x) noexcept : is_(form::vector), at_(&x) {}
    operand(const any_matrix& x) noexcept : is_(form::matrix), at_(&x) {}
    operand(const any_image& x) noexcept : is_(form::image), at_(&x) {}
    operand(const any_frame& x) noexcept : is_(form::frame), at_(&x) {}

    bool given() const noexcept { return at_ != nullptr; }
    bool is(operand_kind k) const noexcept;
    element type() const noexcept;  ///< of its elements; u8 of frames and of what is not given
    any_view memory() const;  ///< from its first element on; of a frame that of its first plane

    /// What it refers to. apply() has checked by then that it is that.
    [[nodiscard]] any_view view() const;  ///< @throws std::invalid_argument  it has a stride
    [[nodiscard]] any_vector vector() const;
    const any_matrix& matrix() const { return *static_cast<const any_matrix*>(at_); }
    const any_image& image() const { return *static_cast<const any_image*>(at_); }
    const any_frame& frame() const { return *static_cast<const any_frame*>(at_); }
    /// An empty view or matrix where it is not given.
    any_view view_or_none() const { return given() ? view() : any_view{}; }
    any_matrix matrix_or_none() const { return given() ? matrix() : any_matrix{}; }

private:
    enum class form { view, vector, matrix, image, frame };
    form is_ = form::view;
    const void* at_ = nullptr;
};

/// What is known of an operand before there is one.
struct operand_info {
    const char* name;
    operand_kind is;
    direction goes;
    /// Its sizes by name, slowest first: "h w c", "m k", "n", or a number. Sizes of one name are equal in all
    /// operands.
    const char* shape;
    bool optional = false;
    const char* formats = "";  ///< of a frame: those it may have, "nv12|i420"
};

/// One case that an operation can be tried with: the fields that are not as usual, and all sizes.
struct sample {
    std::string text;           ///< as it was described: "size=3 h=8 w=64 c=1"
    std::vector<element> only;  ///< the first operand's types that it is for; empty: all
    values fields;
    kumiko::sizes sizes;
    std::map<std::string, pixel_format> formats;  ///< of frames, by operand
    std::vector<std::string> with;                ///< optional operands that it has
};

namespace detail {
struct described;
}

/// An operation and all that is known of it.
struct operation {
    std::string name;    ///< "image/gaussian": shelf and name
    std::string title;   ///< what it does, in one line
    std::string header;  ///< "image/gaussian": its header is <kumiko/HEADER.hpp>
    std::vector<field_info> fields;
    std::vector<value> usual;  ///< what each field is where it is not given
    std::vector<operand_info> operands;
    /// Element types that go together: one row a combination, in it one type an operand.
    std::vector<std::vector<element>> types;
    std::vector<kumiko::sample> samples;  ///< that together build each program of its usual use
    bool in_place = false;  ///< the first operand that is written may be the first one that is read
    /// Where each element of the result depends on the same element of the operands alone: the function in
    /// the operation's kernels that computes one, which chains of operations put together. Else null.
    const char* pointwise = nullptr;
    std::vector<kind> kinds;  ///< of kernels that it has

    /// Add to `known` the sizes that follow from those in it and from the fields: of results, above all.
    /// @throws std::invalid_argument  they disagree
    KUMIKO_API void complete(const values& fields, sizes& known) const;
    /// The sizes of an operand, slowest first.
    /// @throws std::invalid_argument  one of them is not known
    [[nodiscard]] KUMIKO_API std::vector<std::size_t> shape(std::size_t operand,
                                                            const sizes& known) const;
    /// All fields: those given, the others as usual.
    /// @throws std::invalid_argument  as apply()
    [[nodiscard]] KUMIKO_API values checked(const values& given) const;

    const detail::described* behind = nullptr;
};

/// Every operation of the library, sorted by name.
KUMIKO_API const std::vector<operation>& operations();

/// The operation of that name.
/// @throws std::invalid_argument  there is none; the message has the name that is nearest
KUMIKO_API const operation& operation_named(const std::string& name);

/// Call an operation by its name.
///
/// @param q         queue the work is enqueued on
/// @param name      "image/gaussian"
/// @param given     the fields that are not as usual. A choice is given by its name or its number, any other
///                  field by a number or by the text of one
/// @param operands  in the order of operation::operands. All must be given that are not optional; those at
///                  the end may be missing
/// @return          completes when the results are written
/// @throws std::invalid_argument  there is no such operation or field (the message has the nearest name); a
///                                value is not one, or outside its range; number, kinds or element types of
///                                the operands are not the operation's; and whatever the typed call refuses.
///                                Nothing was enqueued
/// @throws kumiko::error          an OpenCL call failed
///
/// Cost      some microseconds more than the typed call
/// Example   kumiko::apply(q, "image/gaussian", {{"size", 7}}, {photo, blurred});
KUMIKO_API event apply(const queue& q, const std::string& name, const values& given,
                       const std::vector<operand>& operands);

/// Owns device memory whose element type is known at run time alone. Moves, does not copy.
class any_buffer : public any_view {
public:
    any_buffer() = default;
    /// @param init  n elements that it begins with; null: not initialised
    any_buffer(const queue& q, element e, std::size_t n, const void* init = nullptr)
        : any_view(detail::allocate(q, e, n, init))
    {
    }
    any_buffer(any_buffer&& o) noexcept : any_view(std::exchange(static_cast<any_view&>(o), {})) {}
    any_buffer& operator=(any_buffer&& o) noexcept
    {
        std::swap(static_cast<any_view&>(*this), static_cast<any_view&>(o));
        return *this;
    }
    ~any_buffer()
    {
        if (block != nullptr) detail::release(*this);
    }
};

/// Owns the memory of one operand, which is made from its kind and sizes. Not initialised.
class KUMIKO_API operand_memory {
public:
    /// @param shape  as operation::shape() gives it; of an image also without its channels (then 1)
    /// @param gap    elements that are left between its rows, before the first and behind the last one
    /// @throws std::invalid_argument  the shape has not as many sizes as the kind wants
    operand_memory(const queue& q, operand_kind is, element type,
                   const std::vector<std::size_t>& shape, std::size_t gap = 0, pixel_format f = {},
                   const color& c = {});

    [[nodiscard]] operand get() const;
    [[nodiscard]] const any_view& memory() const noexcept { return memory_; }  ///< all, gaps too
    /// Its elements in that memory, row by row, slowest first: one rectangle, of a frame one a plane.
    [[nodiscard]] const std::vector<detail::rectangle>& areas() const noexcept { return areas_; }

private:
    operand_kind is_;
    any_buffer memory_;
    std::vector<detail::rectangle> areas_;
    any_vector vector_;
    any_matrix matrix_;
    any_image image_;
    any_frame frame_;
};

/// Copy device memory to the host, size * size_of(type) bytes; blocks until they are there.
inline void read_bytes(const queue& q, const any_view& x, void* to)
{
    detail::read(q, x, to, true);
}
/// The other way; blocks until the host's memory may be used again.
inline void write_bytes(const queue& q, const any_view& x, const void* from)
{
    detail::write(q, x, from, true);
}

}  // namespace kumiko
