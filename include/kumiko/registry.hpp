// SPDX-License-Identifier: Apache-2.0
// All operations by name: a list of them, what each one takes, and a call whose types are known only at run
// time. Command lines, interfaces to other languages, and generic tests are made from this header. A program
// that knows which operation it calls uses the operation's own header. kumiko.hpp does not include this header.
#pragma once

#include <kumiko/frame.hpp>
#include <kumiko/matrix.hpp>
#include <kumiko/operation.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace kumiko {

/// The value of a field: a number or a text. Integers of up to 64 bits are kept exactly.
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
    /// The number as a double. It is rounded if it has more than 53 bits.
    double real() const noexcept
    {
        return is_ == type::real      ? real_
               : is_ == type::integer ? static_cast<double>(integer())
                                      : static_cast<double>(bits_);
    }
    const std::string& text() const noexcept { return text_; }
    /// The value as people write it: "5", "0.25", "reflect101".
    [[nodiscard]] KUMIKO_API std::string print() const;

private:
    type is_;
    std::uint64_t bits_ = 0;
    double real_ = 0;
    std::string text_;
};

/// Fields by name.
using values = std::map<std::string, value>;
/// Sizes by the names that they have in operand_info::shape.
using sizes = std::map<std::string, std::size_t>;

/// What an operand is. A scalar is a vector of one element, in which an operation returns a number.
enum class operand_kind { vector, matrix, image, frame, scalar };
enum class direction {
    in,      ///< the operand is read
    out,     ///< it is written; its previous contents do not matter
    in_out,  ///< it is read and written
};

/// One operand of a call by name. It refers to a view, vector, matrix, image or frame, which must stay valid until
/// the call returns. operand{} leaves out an optional operand.
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
    element type() const noexcept;  ///< of its elements; u8 for frames and if it is not given
    any_view memory() const;  ///< begins at its first element; of a frame, that of its first plane

    /// The object it refers to. apply() has checked before that the object is of this kind.
    [[nodiscard]] any_view view() const;  ///< @throws std::invalid_argument  it has a stride
    [[nodiscard]] any_vector vector() const;
    const any_matrix& matrix() const { return *static_cast<const any_matrix*>(at_); }
    const any_image& image() const { return *static_cast<const any_image*>(at_); }
    const any_frame& frame() const { return *static_cast<const any_frame*>(at_); }
    /// An empty view or matrix if the operand is not given.
    any_view view_or_none() const { return given() ? view() : any_view{}; }
    any_matrix matrix_or_none() const { return given() ? matrix() : any_matrix{}; }

private:
    enum class form { view, vector, matrix, image, frame };
    form is_ = form::view;
    const void* at_ = nullptr;
};

/// The description of an operand.
struct operand_info {
    const char* name;
    operand_kind is;
    direction goes;
    /// Its sizes, slowest index first: "h w c", "m k", "n", or a number. The same name is the same size in all
    /// operands.
    const char* shape;
    bool optional = false;
    const char* formats = "";  ///< of a frame: its possible formats, "nv12|i420"
};

/// One case with which an operation can be tried: the fields that differ from their defaults, and all sizes.
struct sample {
    std::string text;           ///< the sample as text: "size=3 h=8 w=64 c=1"
    std::vector<element> only;  ///< types of the first operand to use it with; empty: all
    values fields;
    kumiko::sizes sizes;
    std::map<std::string, pixel_format> formats;  ///< of frames, by the operand's name
    std::vector<std::string> with;                ///< the optional operands that are given
};

namespace detail {
struct described;
}

/// The description of an operation.
struct operation {
    std::string name;    ///< "image/gaussian": shelf and name
    std::string title;   ///< what it does, in one line
    std::string header;  ///< "image/gaussian": its header is <kumiko/HEADER.hpp>
    std::vector<field_info> fields;
    std::vector<value> usual;  ///< the default value of each field
    std::vector<operand_info> operands;
    /// The supported combinations of element types: one row per combination, with one type per operand.
    std::vector<std::vector<element>> types;
    std::vector<kumiko::sample> samples;  ///< together they build each program of its usual use
    bool in_place = false;  ///< the first operand that is written may be the first one that is read
    /// The name of the function in the operation's kernels that computes one element of the result from the same
    /// element of each operand. Chains of operations are fused from such functions. Null if an element of the
    /// result depends on other elements, too.
    const char* pointwise = nullptr;
    std::vector<kind> kinds;  ///< the kinds of kernel that it has

    /// Add to `known` the sizes that follow from the fields and from the sizes in it, above all those of results.
    /// @throws std::invalid_argument  the sizes disagree
    KUMIKO_API void complete(const values& fields, sizes& known) const;
    /// The sizes of an operand, slowest index first.
    /// @throws std::invalid_argument  a size is not in `known`
    [[nodiscard]] KUMIKO_API std::vector<std::size_t> shape(std::size_t operand,
                                                            const sizes& known) const;
    /// All fields: those that are given, and the defaults of the others.
    /// @throws std::invalid_argument  as apply()
    [[nodiscard]] KUMIKO_API values checked(const values& given) const;

    const detail::described* behind = nullptr;
};

/// Every operation of the library, sorted by name.
KUMIKO_API const std::vector<operation>& operations();

/// The operation of that name.
/// @throws std::invalid_argument  there is no such operation; the message has the nearest name
KUMIKO_API const operation& operation_named(const std::string& name);

/// Call an operation by its name.
///
/// @param q         queue the work is enqueued on
/// @param name      "image/gaussian"
/// @param given     the fields that differ from their defaults. A choice is given by its name or its number, any
///                  other field by a number or by the text of one
/// @param operands  in the order of operation::operands. Only optional operands may be left out; those at the
///                  end may be missing
/// @return          completes when the results are written
/// @throws std::invalid_argument  there is no such operation or field (the message has the nearest name); a
///                                value is malformed or outside its range; number, kinds or element types of
///                                the operands are not the operation's; the typed call refuses the arguments.
///                                Nothing was enqueued
/// @throws kumiko::error          an OpenCL call failed
///
/// Cost      a few microseconds more than the typed call
/// Example   kumiko::apply(q, "image/gaussian", {{"size", 7}}, {photo, blurred});
KUMIKO_API event apply(const queue& q, const std::string& name, const values& given,
                       const std::vector<operand>& operands);

/// Owns device memory whose element type is known only at run time. It can be moved, but not copied.
class any_buffer : public any_view {
public:
    any_buffer() = default;
    /// @param init  the n initial elements; null: not initialised
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

/// Owns the memory of one operand, which is made from its kind and sizes. The memory is not initialised.
class KUMIKO_API operand_memory {
public:
    /// @param shape  as operation::shape() gives it. An image's channels may be left out (then 1)
    /// @param gap    unused elements between the rows, before the first row and after the last one
    /// @throws std::invalid_argument  the shape has another number of sizes than the kind requires
    operand_memory(const queue& q, operand_kind is, element type,
                   const std::vector<std::size_t>& shape, std::size_t gap = 0, pixel_format f = {},
                   const color& c = {});

    [[nodiscard]] operand get() const;
    [[nodiscard]] const any_view& memory() const noexcept { return memory_; }  ///< gaps included
    /// The operand's elements in that memory, row by row: one rectangle, or one per plane of a frame.
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

/// Copy device memory to the host, size * size_of(type) bytes. Blocks until the copy is complete.
inline void read_bytes(const queue& q, const any_view& x, void* to)
{
    detail::read(q, x, to, true);
}
/// Copy from the host to device memory. Blocks until the host memory may be reused.
inline void write_bytes(const queue& q, const any_view& x, const void* from)
{
    detail::write(q, x, from, true);
}

}  // namespace kumiko
