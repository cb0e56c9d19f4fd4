// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/queue.hpp>

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "core/opencl.hpp"

namespace kumiko::detail {

struct built;

/// A link of a memo's list, as the context that keeps it sees it.
struct kept {
    virtual ~kept() = default;
    const kept* next = nullptr;
};

/// What all queues of one device share. One per device and process, made on first use and never
/// destroyed: nothing of ours calls OpenCL at exit. A cl_context of somebody else has its own, per
/// device, as long as a queue of it lives.
struct context {
    context(const device& d, cl::Context h);
    context(const context&) = delete;
    context& operator=(const context&) = delete;
    ~context();
    static std::shared_ptr<context> of(const device& d);
    static std::shared_ptr<context> of(const device& d, cl_context foreign);  // or ours again

    kumiko::device device;
    const device_facts& facts;  // of the device: device::facts() takes a lock
    cl::Context handle;

    std::mutex building;
    std::map<std::pair<std::string, std::string>, std::shared_ptr<built>>
        programs;  // text, options

    std::atomic<std::uint64_t> allocations{0}, builds{0}, loads{0}, cache_hits{0};

    std::array<std::atomic<const kept*>, 1024> memos{};  // one per memo<>
};

/// The number of memos made so far.
std::atomic<std::size_t>& next_slot();

/// What q's device shares.
context& context_of(const queue& q);

}  // namespace kumiko::detail
