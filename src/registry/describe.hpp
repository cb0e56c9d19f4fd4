// SPDX-License-Identifier: Apache-2.0
// How an operation is described: once, beside its code, by a function describe_SHELF_NAME(registry&). The
// build calls those of all of KUMIKO_OPS; one that is missing does not link.
//
//     void describe_image_gaussian(registry& all)
//     {
//         all.add("image/gaussian", "Gaussian blur")
//             .reads("src", operand_kind::image, "h w c")
//             .writes("dst", operand_kind::image, "h w c")
//             .types("u8 u8, f32 f32")
//             .samples({"size=3 h=8 w=64 c=1"})
//             .calls<gaussian>();
//     }
//
// The naive form that the operation is compared with is src/reference/SHELF/NAME.cpp.
#pragma once

#include <kumiko/registry.hpp>

#include <deque>
#include <initializer_list>
#include <memory>

namespace kumiko::detail {

/// An operation that has no fields.
struct no_fields {
    void describe(fields&) {}
};

/// What fills an operation's fields: all of them, checked.
void set_fields(void* op, describer describe, const values& all);

/// An operation's code behind its description.
struct described {
    virtual ~described() = default;
    virtual event call(const queue& q, const values& all, const operand* o) const = 0;
    void (*complete)(const values& all, sizes& known) = nullptr;
};

template <class Op>
struct described_as : described {
    event (*run)(const queue&, const Op&, const operand*);
    explicit described_as(event (*r)(const queue&, const Op&, const operand*)) : run(r) {}
    event call(const queue& q, const values& all, const operand* o) const override
    {
        Op op;
        set_fields(&op, describe_fields<Op>, all);
        return run(q, op, o);
    }
};

/// An operation that is being described.
class description {
public:
    explicit description(operation& o) : o_(o) {}

    /// Operands in their order. `shape` names their sizes, slowest first: "h w c".
    description& reads(const char* name, operand_kind is, const char* shape);
    description& writes(const char* name, operand_kind is, const char* shape);
    description& updates(const char* name, operand_kind is, const char* shape);
    /// Of the operand before: it may be left out.
    description& optional();
    /// Of the operand before, a frame: the formats it may have, "nv12|i420".
    description& formats(const char* names);
    /// Element types that go together, in the order of the operands: "f32 f32, f16 f32". A row of one type
    /// stands for all operands.
    description& types(const char* rows);
    /// Cases that together build each program of usual use: sizes, fields, formats of frames and optional
    /// operands, "size=3 h=8 w=64 src=nv12 +bias"; in front, the first operand's types that it is
    /// for, if not all: "f32|f64: n=5".
    description& samples(std::initializer_list<const char*> cases);
    /// The first result may be where the first operand that is read is.
    description& in_place();
    /// Each element of the result depends on the same one of the operands: the kernels' function for one.
    description& pointwise(const char* function);
    /// It has this kind of kernels alone.
    description& only(kind k);
    /// Sizes that follow from others and from fields.
    description& completes(void (*complete)(const values& all, sizes& known));
    /// The call. Op: its fields, as operation.hpp says; `o` holds as many operands as are described.
    template <class Op>
    void calls(event (*run)(const queue& q, const Op& op, const operand* o))
    {
        Op usual;
        called(std::make_unique<described_as<Op>>(run), &usual, describe_fields<Op>);
    }
    /// The call of an image operation: its run(q, src, dst).
    template <class Op>
    void calls()
    {
        calls<Op>([](const queue& q, const Op& op, const operand* o) {
            return op.run(q, o[0].image(), o[1].image());
        });
    }

private:
    description& has(const char* name, operand_kind is, direction goes, const char* shape);
    void called(std::unique_ptr<described> how, void* usual, describer describe);
    operation& o_;
    std::vector<const char*> cases_;
    void (*complete_)(const values&, sizes&) = nullptr;
};

class registry {
public:
    /// The header of what is added from now on.
    void header(const char* name) { header_ = name; }
    description add(const char* name, const char* title);
    std::vector<operation> take();

private:
    std::deque<operation> all_;  // which stay where they are
    const char* header_ = "";
};

/// Every operation's description, added: the build writes it, from KUMIKO_OPS.
void describe_all(registry& all);

/// The number in a field that holds an integer, a natural number, a flag or a choice.
value whole_number(const field_info& f, const void* at);
/// What a field shall hold, from a value that somebody gave: of the field's type and in its range.
/// @throws std::invalid_argument  "image/gaussian: size is 'x', must be a whole number, 0 to 31"
value checked_value(const std::string& op, const field_info& f, const value& given);
/// The names of a choice's values, in order.
std::vector<std::string> choices_of(const field_info& f);

/// How far two names are apart: letters to change, insert, leave out.
std::size_t distance(const std::string& a, const std::string& b);

/// "; did you mean 'size'?": the nearest of `names` where it is near, else "".
std::string nearest(const std::string& name, const std::vector<std::string>& names);

}  // namespace kumiko::detail
