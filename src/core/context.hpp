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

/// What an operation worked out before and need not again: its kernels and launch sizes by
/// (context, Key). A hit takes no lock and allocates nothing. Keys are few, and compare by ==.
template <class Key, class Plan>
class memo {
public:
    template <class Make>
    const Plan& get(context& c, const Key& key, Make make) const
    {
        std::atomic<const kept*>& head = c.memos.at(slot_);
        for (auto* n = static_cast<const node*>(head.load(std::memory_order_acquire)); n;
             n = static_cast<const node*>(n->next))
            if (n->key == key) return n->plan;
        auto* n = new node(key, make());  // kept as long as the context
        const kept* top = head.load();
        do n->next = top;
        while (!head.compare_exchange_weak(top, n, std::memory_order_release));
        return n->plan;
    }

private:
    struct node : kept {
        node(const Key& k, Plan p) : key(k), plan(std::move(p)) {}
        Key key;
        Plan plan;
    };
    const std::size_t slot_ = next_slot()++;
};

}  // namespace kumiko::detail
