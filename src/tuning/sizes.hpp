// SPDX-License-Identifier: Apache-2.0
// Tuning data as an operation sees it: structs of sizes. Such a struct, for example gemm_cpu, has
//     static constexpr const char* operation = "gemm";  // the first word of its lines in files
//     static constexpr kind form = kind::cpu;
//     int fields, each commented
// and beside it stand
//     constexpr auto fields(const gemm_cpu&);  // a tuple of size_field{name, member, least, most}
//     bool possible(const gemm_cpu&);          // conditions between fields
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <tuple>

#include "core/check.hpp"
#include "core/queue_state.hpp"
#include "tuning/file.hpp"

namespace kumiko::tuning {

template <class Sizes>
struct size_field {
    const char* name;
    int Sizes::*at;
    int least, most;  ///< the range, both included
};
template <class Sizes>
size_field(const char*, int Sizes::*, int, int) -> size_field<Sizes>;

/// Takes sizes from a line. @return why the line gives none; empty if it does
template <class Sizes>
std::string read(const line& l, Sizes& to)
{
    std::string why;
    std::size_t known = 0;
    const auto take = [&](const auto& f) {
        const auto at = std::find_if(l.sizes.begin(), l.sizes.end(),
                                     [&](const auto& s) { return s.first == f.name; });
        if (at == l.sizes.end()) {
            why = detail::text(f.name, " is missing");
            return;
        }
        ++known;
        to.*(f.at) = at->second;
        if (at->second < f.least || at->second > f.most)
            why = detail::text(f.name, " is ", at->second, ", must be ", f.least, " to ", f.most);
    };
    std::apply([&](const auto&... f) { (take(f), ...); }, fields(to));
    if (why.empty() && known != l.sizes.size()) why = "there are fields of other names";
    if (why.empty() && !possible(to)) why = "these sizes do not go together";
    return why;
}

/// "rows=12 depth=256 ..."
inline std::string text_of(const line& l)
{
    std::string s;
    for (const auto& [name, value] : l.sizes)
        s += detail::text(s.empty() ? "" : " ", name, '=', value);
    return s;
}

/// The line that gives these sizes.
template <class Sizes>
line line_of(const Sizes& s, element type, const extents& at)
{
    line l;
    l.operation = Sizes::operation;
    l.form = Sizes::form;
    l.type = type;
    l.at = at;
    std::apply([&](const auto&... f) { (l.sizes.emplace_back(f.name, s.*(f.at)), ...); },
               fields(s));
    return l;
}

/// The logarithms of a problem's sides to base 2. Distances between them are ratios of sides.
using place = std::array<float, 3>;
inline place place_of(const extents& at)
{
    place p{};
    for (std::size_t i = 0; i < p.size(); ++i)
        p[i] = std::log2(static_cast<float>(std::max<std::size_t>(1, at[i])));
    return p;
}
inline float distance(const place& a, const place& b)
{
    return std::max({std::abs(a[0] - b[0]), std::abs(a[1] - b[1]), std::abs(a[2] - b[2])});
}

template <class Sizes>
struct entry {
    extents at{};  ///< {}: any problem
    Sizes sizes{};
    std::string from;  ///< the name of the file
    place where = place_of(at);
};

/// Sizes that a search makes the operation use in this thread instead of the usual ones; or a note
/// of the usual ones. `type` tells that the operation did ask, and for which type.
template <class Sizes>
struct trial {
    trial() = default;
    explicit trial(const Sizes& s) : sizes(s), given(true) {}
    Sizes sizes{};
    bool given = false;
    std::optional<element> type{};
};
template <class Sizes>
class trying {
public:
    explicit trying(trial<Sizes>& t) { current = &t; }
    trying(const trying&) = delete;
    trying& operator=(const trying&) = delete;
    ~trying() { current = nullptr; }
    static inline thread_local trial<Sizes>* current = nullptr;
};
/// "lanes=16 vectors=2 (generic.txt)", for people.
template <class Sizes>
std::string described(const entry<Sizes>& e)
{
    std::string all;
    std::apply(
        [&](const auto&... f) { ((all += detail::text(f.name, '=', e.sizes.*(f.at), ' ')), ...); },
        fields(e.sizes));
    return detail::text(all, "(", e.from, ")");
}

/// All that is known about an operation's sizes on a device for one element type.
template <class Sizes>
class table {
public:
    /// Loads each file's lines for `type`. A file without any contributes its lines for `like`, the
    /// type that is computed the same way.
    table(const device_facts& f, element type, element like) : type_(type)
    {
        add(measured(f), type, like);
        for (const file& prior : priors(f)) add(prior, type, like);
        if (files_.size() < 2 || files_.back().empty())
            throw std::logic_error(detail::text("no sizes of ", Sizes::operation, " for ",
                                                name(type), " in src/tuning/generic.txt"));
    }

    /// The first sizes for which fits(sizes) holds, or the last of all. The measured file comes
    /// first, then the priors, the architecture's own before more general ones. In a file the line
    /// of the nearest problem comes first, then the lines for any problem in their order. A
    /// measured line is not used if a side of its problem differs by more than a factor of 4.
    /// @throws std::invalid_argument  fits does not hold for the sizes on trial
    template <class Fits>
    const Sizes& pick(const extents& at, Fits fits) const
    {
        trial<Sizes>* const t = trying<Sizes>::current;
        if (!t) return usual(at, fits).sizes;
        t->type = type_;
        if (!t->given) t->sizes = usual(at, fits).sizes;
        detail::require(!t->given || fits(t->sizes), "these sizes do not fit");
        return t->sizes;
    }
    const Sizes& pick(const extents& at) const
    {
        return pick(at, [](const Sizes&) { return true; });
    }

    /// The same sizes with the file that they are from. Sizes on trial are ignored.
    template <class Fits>
    const entry<Sizes>& usual(const extents& at, Fits fits) const
    {
        const place p = shaped_ ? place_of(at) : place{};
        float limit = 2;
        for (const entries& file : files_) {
            const auto* e = nearest(file, p, limit);
            if (e && fits(e->sizes)) return *e;
            for (const auto& any : file)
                if (any.at == extents{} && fits(any.sizes)) return any;
            limit = std::numeric_limits<float>::infinity();
        }
        return files_.back().back();
    }

private:
    using entries = std::vector<entry<Sizes>>;

    void add(const file& from, element type, element like)
    {
        entries& to = files_.emplace_back();
        for (const line& l : from.lines) {
            entry<Sizes> e{l.at, {}, from.from};
            if (l.operation == Sizes::operation && l.form == Sizes::form &&
                (!l.type || l.type == type) && read(l, e.sizes).empty())
                to.push_back(std::move(e));
        }
        for (const entry<Sizes>& e : to) shaped_ = shaped_ || e.at != extents{};
        if (!to.empty() || type == like) return;
        files_.pop_back();
        add(from, like, like);
    }
    static const entry<Sizes>* nearest(const entries& of, const place& p, float limit)
    {
        const entry<Sizes>* best = nullptr;
        for (const entry<Sizes>& e : of) {
            if (e.at == extents{}) continue;
            const float d = distance(e.where, p);
            if (d <= limit && (!best || d < limit)) {
                best = &e;
                limit = d;
            }
        }
        return best;
    }

    element type_;
    std::vector<entries> files_;  ///< the measured file, then the priors
    bool shaped_ = false;         ///< whether some lines are for one problem only
};

/// The table of q's device. It is found without a lock, and made again when files change.
template <class Sizes>
const table<Sizes>& table_of(const queue& q, element type, element like)
{
    struct key {
        element type, like;
        unsigned generation;
    };
    static const detail::memo<key, table<Sizes>> tables;
    detail::context& c = q.state().shared;
    return tables.get(c, {type, like, generation().load()},
                      [&] { return table<Sizes>(c.facts, type, like); });
}
template <class Sizes>
const table<Sizes>& table_of(const queue& q, element type)
{
    return table_of<Sizes>(q, type, type);
}

}  // namespace kumiko::tuning
