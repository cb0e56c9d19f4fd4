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

/// A node of a memo's list. The context knows this part of it and destroys it.
struct kept {
    virtual ~kept() = default;
    const kept* next = nullptr;
};

/// What all queues of one device share. There is one per device and process. It is made on first
/// use and never destroyed, so that nothing of ours calls OpenCL at exit. Each cl_context that
/// somebody else made has one per device, too; it lives as long as a queue on it.
struct context {
    context(const device& d, cl::Context h);
    context(const context&) = delete;
    context& operator=(const context&) = delete;
    ~context();
    static std::shared_ptr<context> of(const device& d);
    static std::shared_ptr<context> of(const device& d,
                                       cl_context foreign);  // or ours

    kumiko::device device;
    const device_facts& facts;  // device::facts() would take a lock each time
    cl::Context handle;

    std::mutex building;
    std::map<std::pair<std::string, std::string>, std::shared_ptr<built>>
        programs;  // by text and options

    std::atomic<std::uint64_t> allocations{0}, builds{0}, loads{0}, cache_hits{0};

    std::array<std::atomic<const kept*>, 1024> memos{};  // the lists, one per memo<>
};

/// The number of memos made so far.
std::atomic<std::size_t>& next_slot();

/// The context of a queue.
context& context_of(const queue& q);

}  // namespace kumiko::detail
