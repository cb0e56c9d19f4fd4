// SPDX-License-Identifier: Apache-2.0
#include "core/context.hpp"

#include "core/queue_state.hpp"

namespace kumiko::detail {

std::atomic<std::size_t>& next_slot()
{
    static std::atomic<std::size_t> next{0};
    return next;
}

context& context_of(const queue& q) { return q.state().shared; }

context::context(const kumiko::device& d, cl::Context h)
    : device(d), facts(d.facts()), handle(std::move(h))
{
}

context::~context()
{
    for (const std::atomic<const kept*>& head : memos)
        for (const kept* n = head.load(); n != nullptr;) delete std::exchange(n, n->next);
}

namespace {

std::mutex& finding = *new std::mutex;
auto& own = *new std::map<cl_device_id, std::shared_ptr<context>>;  // never destroyed

}  // namespace

std::shared_ptr<context> context::of(const kumiko::device& d)
{
    const std::lock_guard lock(finding);
    std::shared_ptr<context>& c = own[d.get()];
    if (!c) {
        cl_int status = 0;
        cl::Context made(cl::Device(d.get(), true), nullptr, nullptr, nullptr, &status);
        check(status, "clCreateContext");
        c = std::make_shared<context>(d, std::move(made));
    }
    return c;
}

std::shared_ptr<context> context::of(const kumiko::device& d, cl_context foreign)
{
    const std::lock_guard lock(finding);
    const auto ours = own.find(d.get());
    if (ours != own.end() && ours->second && ours->second->handle() == foreign) return ours->second;

    // A driver may use a handle again once its context is released. Until our pointer expires, our
    // context retains the cl_context, so the handle is still the same one.
    static auto& all = *new std::map<std::pair<cl_context, cl_device_id>, std::weak_ptr<context>>;
    for (auto at = all.begin(); at != all.end();) at = at->second.expired() ? all.erase(at) : ++at;
    std::weak_ptr<context>& known = all[{foreign, d.get()}];
    std::shared_ptr<context> c = known.lock();
    if (!c) known = c = std::make_shared<context>(d, cl::Context(foreign, true));
    return c;
}

}  // namespace kumiko::detail
