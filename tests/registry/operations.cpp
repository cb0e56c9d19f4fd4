// SPDX-License-Identifier: Apache-2.0
// What is the same for all operations, written once and run for each: with every row of its element types and
// every sample, in both kinds. KUMIKO_OPERATIONS names the header whose operations are meant ("linalg/blas"),
// so that each has a ctest entry of its own; without it, all of them are. KUMIKO_SMALL: small samples alone.
// KUMIKO_SIMULATED: of these the first for each row of types, of 32 bits, and once: for simulators of devices.
#include <kumiko/interop/opencl.hpp>
#include <kumiko/registry.hpp>

#include "reference/reference.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>

#include <cstdlib>
#include <cstring>

using namespace kumiko;
namespace reference = kumiko::reference;
using Catch::Matchers::ContainsSubstring;
using reference::arrays;
using reference::placed;
using reference::trial;

namespace {

std::string environment(const char* name)
{
    const char* v = std::getenv(name);
    return v ? v : "";
}

std::vector<const operation*> chosen()
{
    const std::string header = environment("KUMIKO_OPERATIONS");
    std::vector<const operation*> some;
    for (const operation& op : operations())
        if (header.empty() || op.header == header) some.push_back(&op);
    return some;
}

/// The queue for each kind that the operation has, and that this device runs.
std::vector<queue> queues_for(const operation& op)
{
    std::vector<queue> some;
    for (const queue& q : test_queues()) {
        const kind k = q.options().force;
        if (k == kind::cpu && !q.device().facts().long_loops) continue;
        if (std::find(op.kinds.begin(), op.kinds.end(), k) != op.kinds.end()) some.push_back(q);
    }
    return some;
}

bool runs(const queue& q, const trial& t)
{
    if (t.has_double() && !q.device().facts().reported_fp64) return false;
    if (environment("KUMIKO_SMALL").empty()) return true;
    double work = 1;  // of a loop over all of its sizes
    for (const auto& size : t.with->sizes) work *= static_cast<double>(size.second);
    return work <= 20000;
}

std::vector<trial> trials_for(const queue& q, const operation& op)
{
    std::vector<trial> some;
    const bool simulated = !environment("KUMIKO_SIMULATED").empty();
    for (const trial& t : reference::trials_of(op)) {
        if (!runs(q, t) || (simulated && t.has_double())) continue;
        if (simulated && !some.empty() && some.back().types == t.types) continue;
        some.push_back(t);
    }
    return some;
}

/// The first trial that the device runs: what refusals are tried with. Nothing of it is built.
trial any_trial(const operation& op)
{
    for (const trial& t : reference::trials_of(op))
        if (!t.has_double() || test_queue().device().facts().reported_fp64) return t;
    return reference::trials_of(op).front();
}

/// An operand of the same shape, `at` elements into other memory.
class moved {
public:
    moved(const operand& o, const any_view& memory, std::size_t at) : of_(o)
    {
        const any_view part = detail::part(memory, at, o.memory().size);
        if (o.is(operand_kind::matrix))
            matrix_ = o.matrix(), matrix_.data = part;
        else if (o.is(operand_kind::image))
            image_ = o.image(), image_.data = part;
        else
            vector_ = o.vector(), vector_.data = part;
    }
    operand get() const
    {
        if (of_.is(operand_kind::matrix)) return matrix_;
        if (of_.is(operand_kind::image)) return image_;
        return vector_;
    }

private:
    operand of_;
    any_vector vector_;
    any_matrix matrix_;
    any_image image_;
};

std::size_t first(const operation& op, bool written)
{
    std::size_t i = 0;
    while (i < op.operands.size() && (op.operands[i].goes != direction::in) != written) ++i;
    return i;
}

}  // namespace

TEST_CASE("every operation is described, with samples and a naive form", "[operations][small]")
{
    for (const operation* op : chosen()) {
        CAPTURE(op->name);
        CHECK(op->title.size() > 3);
        CHECK(op->name.substr(0, op->name.find('/')) == op->header.substr(0, op->header.find('/')));
        CHECK(reference::all_references().find(op->name) != nullptr);
        CHECK(!op->samples.empty());
        CHECK(!op->kinds.empty());
        CHECK(first(*op, true) < op->operands.size());
        for (const field_info& f : op->fields) {
            CAPTURE(f.name);
            CHECK(std::strlen(f.help) > 3);
            CHECK((f.type != field_type::choice || std::strchr(f.choices, '|') != nullptr));
        }
        CHECK_NOTHROW(op->checked({}));  // what is usual is allowed
    }
}

TEST_CASE("every operation does what its naive form does, keeps to its memory, and repeats",
          "[operations][small]")
{
    for (const operation* op : chosen())
        for (const queue& q : queues_for(*op))
            for (const trial& t : trials_for(q, *op)) {
                CAPTURE(kind_name(q), t.name());
                const arrays before = t.inputs();
                const placed once(q, *op, before, 3), again(q, *op, before, 3);
                apply(q, op->name, t.with->fields, once.operands()).wait();
                CHECK(compare(*op, t.with->fields, before, once.read(q)) == "");
                CHECK(once.trespass(q) == "");
                if (!environment("KUMIKO_SIMULATED").empty()) continue;
                apply(q, op->name, t.with->fields, again.operands()).wait();
                CHECK(once.bytes(q) == again.bytes(q));
            }
}

TEST_CASE("every operation that may work in place does there what it does elsewhere",
          "[operations][small]")
{
    for (const operation* op : chosen()) {
        if (!op->in_place) continue;
        const std::size_t in = first(*op, false), out = first(*op, true);
        for (const queue& q : queues_for(*op))
            for (const trial& t : trials_for(q, *op)) {
                CAPTURE(kind_name(q), t.name());
                const arrays before = t.inputs();
                const placed apart(q, *op, before, 3), there(q, *op, before, 3);
                apply(q, op->name, t.with->fields, apart.operands()).wait();
                std::vector<operand> operands = there.operands();
                operands[out] = operands[in];
                apply(q, op->name, t.with->fields, operands).wait();
                CHECK(there.read(q)[in].x == apart.read(q)[out].x);
            }
    }
}

TEST_CASE("every operation takes sizes of zero", "[operations][small]")
{
    for (const operation* op : chosen())
        for (const queue& q : queues_for(*op)) {
            const trial t = any_trial(*op);
            for (const auto& [name, size] : t.with->sizes) {
                if (name == "c" || name == "diagonals") continue;  // channels, stored diagonals
                CAPTURE(kind_name(q), t.name(), name);
                sample empty = *t.with;
                empty.sizes[name] = 0;
                const trial none = {op, t.types, &empty};
                const arrays before = none.inputs();
                const placed on_device(q, *op, before, 2);
                apply(q, op->name, empty.fields, on_device.operands()).wait();
                CHECK(compare(*op, empty.fields, before, on_device.read(q)) == "");
                CHECK(on_device.trespass(q) == "");
            }
        }
}

TEST_CASE("every operation refuses results that overlap what it reads", "[operations]")
{
    for (const operation* op : chosen()) {
        const queue q = queues_for(*op).front();
        const trial t = any_trial(*op);
        const std::size_t in = first(*op, false), out = first(*op, true);
        if (in == op->operands.size() || op->operands[in].is == operand_kind::frame) continue;
        if (t.types[in] != t.types[out]) continue;  // no two views of one memory
        CAPTURE(t.name());
        const placed on_device(q, *op, t.inputs(), 0);
        std::vector<operand> operands = on_device.operands();
        // Both from one memory, the result one element behind what is read.
        const std::size_t size = operands[in].memory().size + operands[out].memory().size + 1;
        const any_buffer shared(q, t.types[in], size);
        const moved read(operands[in], shared, 0), written(operands[out], shared, 1);
        operands[in] = read.get();
        operands[out] = written.get();
        const auto enqueued = stats(q).enqueues;
        CHECK_THROWS_WITH(apply(q, op->name, t.with->fields, operands),
                          ContainsSubstring("overlap"));
        CHECK(stats(q).enqueues == enqueued);
    }
}

TEST_CASE("every operation refuses operands that are not its own", "[operations]")
{
    const any_buffer other(test_queue(), element::f32, 64);
    const any_view view = other;
    const any_matrix matrix = detail::make_matrix(view, 8, 8, 8);
    for (const operation* op : chosen()) {
        const queue q = queues_for(*op).front();
        const trial t = any_trial(*op);
        CAPTURE(t.name());
        const placed on_device(q, *op, t.inputs(), 0);
        const std::vector<operand> right = on_device.operands();
        const auto refuses = [&](const std::vector<operand>& operands, const char* why) {
            const auto enqueued = stats(q).enqueues;
            CHECK_THROWS_AS(apply(q, op->name, t.with->fields, operands), std::invalid_argument);
            CHECK_THROWS_WITH(apply(q, op->name, t.with->fields, operands),
                              ContainsSubstring(op->name) && ContainsSubstring(why));
            CHECK(stats(q).enqueues == enqueued);
        };
        refuses({}, "takes ");
        std::vector<operand> more = right;
        more.resize(op->operands.size() + 1);
        refuses(more, "takes ");
        for (std::size_t i = 0; i < right.size(); ++i) {
            if (!right[i].given()) continue;
            std::vector<operand> wrong = right;
            wrong[i] = right[i].is(operand_kind::matrix) ? operand(view) : operand(matrix);
            refuses(wrong, "must be a");
            wrong[i] = operand();
            if (!op->operands[i].optional) refuses(wrong, "missing");
        }
    }
}

TEST_CASE("every operation refuses element types that are not its own", "[operations]")
{
    for (const operation* op : chosen()) {
        const queue q = queues_for(*op).front();
        trial t = any_trial(*op);
        if (op->operands[0].is == operand_kind::frame) continue;
        for (std::size_t i = 0; i < t.types.size(); ++i) {
            if (op->operands[i].optional) continue;
            trial wrong = t;
            wrong.types[i] = element::s16;  // no operation of today has it
            if (std::find(op->types.begin(), op->types.end(), wrong.types) != op->types.end())
                wrong.types[i] = element::u64;
            CAPTURE(wrong.name());
            const placed on_device(q, *op, wrong.inputs(), 0);
            CHECK_THROWS_WITH(apply(q, op->name, t.with->fields, on_device.operands()),
                              ContainsSubstring("element types") && ContainsSubstring(op->name));
        }
    }
}

TEST_CASE("every operation refuses memory that is gone", "[operations]")
{
    for (const operation* op : chosen()) {
        const queue q = queues_for(*op).front();
        const trial t = any_trial(*op);
        CAPTURE(t.name());
        const placed on_device(q, *op, t.inputs(), 0);
        const std::vector<operand> operands = on_device.operands();
        for (std::size_t i = 0; i < operands.size(); ++i) {
            if (!operands[i].given() || operands[i].is(operand_kind::frame)) continue;
            std::optional<any_buffer> gone(std::in_place, q, t.types[i], operands[i].memory().size);
            const moved there(operands[i], *gone, 0);
            gone.reset();
            std::vector<operand> wrong = operands;
            wrong[i] = there.get();
            CHECK_THROWS_AS(apply(q, op->name, t.with->fields, wrong), std::invalid_argument);
        }
    }
}

TEST_CASE("every operation refuses memory of another context", "[operations]")
{
    const cl_device_id d = test_queue().device().get();
    cl_int status = 0;
    const cl_context elsewhere = clCreateContext(nullptr, 1, &d, nullptr, nullptr, &status);
    REQUIRE(status == CL_SUCCESS);
    {
        const queue there = queue_in(elsewhere);
        for (const operation* op : chosen()) {
            const queue q = queues_for(*op).front();
            const trial t = any_trial(*op);
            CAPTURE(t.name());
            const placed here(q, *op, t.inputs(), 0), other(there, *op, t.inputs(), 0);
            for (std::size_t i = 0; i < here.operands().size(); ++i) {
                if (!here.operands()[i].given()) continue;
                std::vector<operand> mixed = here.operands();
                mixed[i] = other.operands()[i];
                const auto enqueued = stats(q).enqueues;
                CHECK_THROWS_AS(apply(q, op->name, t.with->fields, mixed), std::invalid_argument);
                CHECK(stats(q).enqueues == enqueued);
            }
        }
    }
    clReleaseContext(elsewhere);
}

TEST_CASE("every operation refuses fields that are not its own, and values out of range",
          "[operations]")
{
    for (const operation* op : chosen()) {
        CAPTURE(op->name);
        CHECK_THROWS_WITH(op->checked({{"no_such_field", 1}}),
                          ContainsSubstring(op->name + " has no field 'no_such_field'"));
        for (const field_info& f : op->fields) {
            CAPTURE(f.name);
            const auto refuses = [&](const value& v) {
                CHECK_THROWS_WITH(op->checked({{f.name, v}}),
                                  ContainsSubstring(op->name + ": " + f.name + " is '"));
            };
            if (f.type == field_type::text || f.type == field_type::file) {
                refuses(3);
                continue;
            }
            refuses("nonsense");
            if (f.type == field_type::choice || f.type == field_type::flag) {
                refuses(1000);
                refuses(-1);
                continue;
            }
            if (f.type != field_type::real) refuses(0.5);
            refuses("nan");
            if (f.most < HUGE_VAL) refuses(2 * std::abs(f.most) + 1);
            if (f.least > -HUGE_VAL) refuses(-2 * std::abs(f.least) - 1);
        }
    }
}
