// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/memory.hpp>

#include <atomic>
#include <mutex>
#include <vector>

#include "core/context.hpp"
#include "core/memo.hpp"

namespace kumiko::detail {

/// Half of the page-locked memory that large transfers go through.
struct stage {
    static constexpr std::size_t bytes = std::size_t{4} << 20;
    cl::Buffer memory;
    void* host = nullptr;  // where it is mapped
    cl::Event busy;        // until then; none: never used
};

struct queue_state {
    std::atomic<int> owners{1};  // the queue's copies
    std::shared_ptr<context> owner;
    context& shared;  // *owner
    cl::CommandQueue handle;
    queue_options options;
    kind shape;  // of the kernels: cpu or gpu

    std::atomic<std::uint64_t> enqueues{0};
    std::mutex pooling;
    std::vector<any_view> pool;  // scratch at rest, in the order it came to rest
    std::size_t pool_bytes = 0;
    any_view nothing;  // scratch of 0 elements

    std::vector<cl::Event> waits;  // quirk::failed_event_is_freed: barriers that have not ended

    std::mutex staging;
    std::array<stage, 2> stages;
    void release_stages() noexcept;

    queue_state(std::shared_ptr<context> c, cl::CommandQueue h, const queue_options& o);
    ~queue_state();
};

/// The kind of kernels to run: forced by the queue's options, else by its device.
inline kind kind_of(const queue& q) { return q.state().shape; }

/// Elements of type e are numbers that q's device computes with.
/// @throws std::invalid_argument  they are double, which the device has not
void require_double(const char* call, const queue& q, element e);

any_view take_scratch(const queue& q, element e, std::size_t n);
void give_back_scratch(const queue& q, any_view v) noexcept;

/// Scratch of one call, from before its first launch to after its last. It returns to its queue
/// while the device may still use it: the queue is in order, so whoever takes it next comes after.
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
