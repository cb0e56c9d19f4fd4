// SPDX-License-Identifier: Apache-2.0
// Plans: what is worked out once for a device and looked up from then on.
#pragma once

#include <type_traits>

#include "core/context.hpp"

namespace kumiko::detail {

/// Converts to any type. It counts the members of an aggregate: how many of it can initialise one.
struct any_member {
    template <class T>
    operator T() const;
};
template <class T, class = void, class... Members>
inline constexpr bool is_made_of = false;
template <class T, class... Members>
inline constexpr bool
    is_made_of<T, std::void_t<decltype(T{std::declval<Members>()...})>, Members...> = true;
template <class T, class... Members>
constexpr int member_count()
{
    if constexpr (is_made_of<T, void, Members..., any_member>)
        return member_count<T, Members..., any_member>();
    else
        return sizeof...(Members);
}

/// Whether two keys are equal. All members are compared, so none can be forgotten. A key is a type
/// with an ==, such as a number or an enum, or an aggregate of up to 8 keys.
template <class T, class = void>
inline constexpr bool has_equal = false;
template <class T>
inline constexpr bool
    has_equal<T, std::void_t<decltype(std::declval<const T&>() == std::declval<const T&>())>> =
        true;
template <class T>
bool same_key(const T& a, const T& b)
{
    if constexpr (has_equal<T>) {
        return a == b;
    } else {
        constexpr int n = member_count<T>();
        static_assert(n >= 1 && n <= 8, "a key is an aggregate of up to 8 members");
        const auto all = [](const auto&... same) { return (same && ...); };
        if constexpr (n == 1) {
            const auto& [a1] = a;
            const auto& [b1] = b;
            return same_key(a1, b1);
        } else if constexpr (n == 2) {
            const auto& [a1, a2] = a;
            const auto& [b1, b2] = b;
            return all(same_key(a1, b1), same_key(a2, b2));
        } else if constexpr (n == 3) {
            const auto& [a1, a2, a3] = a;
            const auto& [b1, b2, b3] = b;
            return all(same_key(a1, b1), same_key(a2, b2), same_key(a3, b3));
        } else if constexpr (n == 4) {
            const auto& [a1, a2, a3, a4] = a;
            const auto& [b1, b2, b3, b4] = b;
            return all(same_key(a1, b1), same_key(a2, b2), same_key(a3, b3), same_key(a4, b4));
        } else if constexpr (n == 5) {
            const auto& [a1, a2, a3, a4, a5] = a;
            const auto& [b1, b2, b3, b4, b5] = b;
            return all(same_key(a1, b1), same_key(a2, b2), same_key(a3, b3), same_key(a4, b4),
                       same_key(a5, b5));
        } else if constexpr (n == 6) {
            const auto& [a1, a2, a3, a4, a5, a6] = a;
            const auto& [b1, b2, b3, b4, b5, b6] = b;
            return all(same_key(a1, b1), same_key(a2, b2), same_key(a3, b3), same_key(a4, b4),
                       same_key(a5, b5), same_key(a6, b6));
        } else if constexpr (n == 7) {
            const auto& [a1, a2, a3, a4, a5, a6, a7] = a;
            const auto& [b1, b2, b3, b4, b5, b6, b7] = b;
            return all(same_key(a1, b1), same_key(a2, b2), same_key(a3, b3), same_key(a4, b4),
                       same_key(a5, b5), same_key(a6, b6), same_key(a7, b7));
        } else {
            const auto& [a1, a2, a3, a4, a5, a6, a7, a8] = a;
            const auto& [b1, b2, b3, b4, b5, b6, b7, b8] = b;
            return all(same_key(a1, b1), same_key(a2, b2), same_key(a3, b3), same_key(a4, b4),
                       same_key(a5, b5), same_key(a6, b6), same_key(a7, b7), same_key(a8, b8));
        }
    }
}

/// Remembers an operation's plans, its kernels and launch sizes, by (context, Key). A hit takes no
/// lock and allocates nothing. Keys are few, and same_key() compares them.
template <class Key, class Plan>
class memo {
public:
    /// The plan for `key`. If there is none yet, make() makes it.
    template <class Make>
    const Plan& get(context& c, const Key& key, Make make) const
    {
        std::atomic<const kept*>& head = c.memos.at(slot_);
        for (auto* n = static_cast<const node*>(head.load(std::memory_order_acquire)); n;
             n = static_cast<const node*>(n->next))
            if (same_key(n->key, key)) return n->plan;
        auto* n = new node(key, make());  // lives as long as the context
        const kept* top = head.load();
        do n->next = top;
        while (!head.compare_exchange_weak(top, n, std::memory_order_release));
        return n->plan;
    }
    /// The plan for `key` on q's device, made by choose(q, key).
    template <class Choose>
    const Plan& get(const queue& q, const Key& key, Choose choose) const
    {
        return get(detail::context_of(q), key, [&] { return choose(q, key); });
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
