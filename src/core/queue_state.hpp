// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/memory.hpp>

#include <atomic>
#include <mutex>
#include <vector>

#include "core/context.hpp"
#include "core/memo.hpp"

namespace kumiko::detail {

/// One of the two halves of the page-locked memory that large transfers go through.
struct stage {
    static constexpr std::size_t bytes = std::size_t{4} << 20;
    cl::Buffer memory;
    void* host = nullptr;  // where it is mapped
    cl::Event busy;        // the stage is in use until it completes; none: it was never used
};

struct queue_state {
    std::atomic<int> owners{1};  // the number of copies of the queue
    std::shared_ptr<context> owner;
    context& shared;  // *owner
    cl::CommandQueue handle;
    queue_options options;
    kind shape;  // the kind of kernels: cpu or gpu

    std::atomic<std::uint64_t> enqueues{0};
    std::mutex pooling;
    std::vector<any_view> pool;  // unused scratch, in the order in which calls gave it back
    std::size_t pool_bytes = 0;
    any_view nothing;  // scratch of 0 elements

    std::vector<cl::Event> waits;  // quirk::failed_event_is_freed: barriers that have not ended

    std::mutex staging;
    std::array<stage, 2> stages;
    void release_stages() noexcept;

    queue_state(std::shared_ptr<context> c, cl::CommandQueue h, const queue_options& o);
    ~queue_state();
};

/// The kind of kernels that q runs. The queue's options choose it, or else the device does.
inline kind kind_of(const queue& q) { return q.state().shape; }

/// Checks that q's device can compute with elements of type e.
/// @throws std::invalid_argument  e needs double, which the device does not have
void require_double(const char* call, const queue& q, element e);

any_view take_scratch(const queue& q, element e, std::size_t n);
void give_back_scratch(const queue& q, any_view v) noexcept;

/// The scratch of one call, from before its first launch to after its last. It returns to its queue
/// while the device may still use it. That is safe: the queue is in order, so the next call to take
/// it runs later.
class scratch : public any_view {
public:
    scratch(const queue& q, element e, std::size_t n) : any_view(take_scratch(q, e, n)), q_(q) {}
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;
    ~scratch() { give_back_scratch(q_, *this); }

private:
    const queue& q_;
};

}  // namespace kumiko::detail
