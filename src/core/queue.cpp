// SPDX-License-Identifier: Apache-2.0
#include <kumiko/queue.hpp>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "core/numbers.hpp"
#include "core/queue_state.hpp"
#include "core/quirks.hpp"

namespace kumiko {
namespace {

cl_ulong when(cl_event e, cl_profiling_info what)
{
    cl_ulong t = 0;
    detail::check(clGetEventProfilingInfo(e, what, sizeof t, &t, nullptr),
                  "clGetEventProfilingInfo");
    return t;
}

cl_command_queue queue_of(cl_event e)
{
    cl_command_queue q = nullptr;
    detail::check(clGetEventInfo(e, CL_EVENT_COMMAND_QUEUE, sizeof q, &q, nullptr),
                  "clGetEventInfo");
    return q;
}

}  // namespace

event::event(const event& first, const event& last)
    : first_(first.first_ ? first.first_ : first.last_), last_(last.last_)
{
    if (!last_) {  // the first command is the only one
        last_ = first.last_;
        first_ = first.first_;
    }
    if (first_ == last_) first_ = nullptr;
    if (first_) clRetainEvent(first_);
    if (last_) clRetainEvent(last_);
}
event::event(const event& o) : first_(o.first_), last_(o.last_)
{
    if (first_) clRetainEvent(first_);
    if (last_) clRetainEvent(last_);
}
event::~event()
{
    if (first_) clReleaseEvent(first_);
    if (last_) clReleaseEvent(last_);
}

void event::wait() const
{
    if (!last_) return;
    const cl_int waited = clWaitForEvents(1, &last_);
    if (waited == CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST)
        (void)state();  // throws the command's own error, which tells more
    detail::check(waited, "clWaitForEvents");
}

progress event::state() const
{
    if (!last_) return progress::complete;
    cl_int status = 0;
    detail::check(
        clGetEventInfo(last_, CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof status, &status, nullptr),
        "clGetEventInfo");
    if (status < 0) throw error(status, "a command on the device");
    switch (status) {
        case CL_QUEUED:
            return progress::queued;
        case CL_SUBMITTED:
            return progress::submitted;
        case CL_RUNNING:
            return progress::running;
        default:
            return progress::complete;
    }
}

double event::seconds() const
{
    if (!last_) return 0;
    cl_command_queue_properties properties = 0;
    const cl_command_queue q = queue_of(last_);
    if (!q) throw std::logic_error("event: of no queue, which has no times");
    detail::check(
        clGetCommandQueueInfo(q, CL_QUEUE_PROPERTIES, sizeof properties, &properties, nullptr),
        "clGetCommandQueueInfo");
    if (!(properties & CL_QUEUE_PROFILING_ENABLE))  // ask: some drivers give times even then
        throw std::logic_error("event: its queue is not profiled (queue_options::profile)");
    wait();
    const cl_ulong start = when(first_ ? first_ : last_, CL_PROFILING_COMMAND_START);
    const cl_ulong end = when(last_, CL_PROFILING_COMMAND_END);
    return end > start ? 1e-9 * static_cast<double>(end - start) : 0;
}

void event::register_callback(callback call, void* data) const
{
    if (!last_) return call(0, data);
    struct both {
        callback call;
        void* data;
    };
    const cl_command_queue q = queue_of(last_);  // now: nothing may fail after the callback is set
    auto relay = std::make_unique<both>(both{call, data});
    detail::check(clSetEventCallback(
                      last_, CL_COMPLETE,
                      [](cl_event, cl_int status, void* p) {
                          const std::unique_ptr<both> r(static_cast<both*>(p));
                          r->call(status < 0 ? status : 0, r->data);
                      },
                      relay.get()),
                  "clSetEventCallback");
    (void)relay.release();
    if (q) clFlush(q);  // user events have no queue
}

queue::queue(const kumiko::device& d, const queue_options& o)
{
    std::shared_ptr<detail::context> c = detail::context::of(d);
    cl_int status = 0;
    cl::CommandQueue handle(c->handle, cl::Device(d.get(), true),
                            o.profile ? CL_QUEUE_PROFILING_ENABLE : cl_command_queue_properties{0},
                            &status);
    detail::check(status, "clCreateCommandQueue");
    state_ = detail::shared<detail::queue_state>(
        new detail::queue_state(std::move(c), std::move(handle), o));
}

void detail::retain(queue_state* s) noexcept { s->owners.fetch_add(1, std::memory_order_relaxed); }
void detail::release(queue_state* s) noexcept
{
    if (s->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete s;
}

cl_command_queue queue::get() const noexcept { return state_->handle(); }
const device& queue::device() const noexcept { return state_->shared.device; }
const queue_options& queue::options() const noexcept { return state_->options; }

void queue::wait(const event& e) const
{
    const cl_event last = e.get();
    if (!last) return;
    const cl_command_queue other = queue_of(last);
    if (other == get()) return;  // the queue is in order, nothing to do
    cl_context theirs = nullptr;
    detail::check(clGetEventInfo(last, CL_EVENT_CONTEXT, sizeof theirs, &theirs, nullptr),
                  "clGetEventInfo");
    detail::require(theirs == state_->shared.handle(),
                    "queue: the event to wait for is of another context than ",
                    state_->shared.facts.name);
    if (other) detail::check(clFlush(other), "clFlush");  // else it might never start
    const bool held = detail::has(detail::quirk::failed_event_is_freed, state_->shared.facts);
    cl_event barrier = nullptr;
    detail::check(clEnqueueBarrierWithWaitList(get(), 1, &last, held ? &barrier : nullptr),
                  "clEnqueueBarrierWithWaitList");
    if (!barrier) return;
    cl::Event mine(barrier);
    const std::lock_guard lock(state_->pooling);
    std::vector<cl::Event>& waits = state_->waits;
    waits.erase(std::remove_if(waits.begin(), waits.end(),
                               [](const cl::Event& one) {
                                   return one.getInfo<CL_EVENT_COMMAND_EXECUTION_STATUS>() <= 0;
                               }),
                waits.end());
    waits.push_back(std::move(mine));
}

void queue::flush() const { detail::check(clFlush(get()), "clFlush"); }
void queue::finish() const { detail::check(clFinish(get()), "clFinish"); }

statistics stats(const queue& q)
{
    detail::queue_state& s = q.state();
    const std::lock_guard lock(s.pooling);
    return {s.shared.allocations, s.shared.builds, s.shared.cache_hits, s.enqueues,
            s.pool_bytes,         s.pool.size(),   s.shared.loads};
}

void detail::require_double(const char* call, const queue& q, element e)
{
    require(!is_double_element(e) || q.device().facts().reported_fp64, call, ": ",
            q.device().name(), " has no double");
}

}  // namespace kumiko
