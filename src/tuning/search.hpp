// SPDX-License-Identifier: Apache-2.0
// The search for the best sizes of one problem. It has stages of candidates, each around the best
// so far. A candidate is built, its result is checked, and it is timed. The best few are then timed
// in turns with the sizes used before, so that a machine that slows down does so for all of them.
#pragma once

#include <kumiko/tune.hpp>

#include <chrono>
#include <functional>

#include "tuning/sizes.hpp"

namespace kumiko::tuning {

using clock = std::chrono::steady_clock;

template <class Sizes>
struct problem {
    std::string name;  ///< "gemm f32 1024x1024x1024"
    extents at;
    double flops;
    std::function<void()> run;     ///< enqueues the call of this problem
    std::function<bool()> right;   ///< whether the call is right on small ragged shapes
    std::function<void()> keep;    ///< keeps the result of run as the right one
    std::function<bool()> equals;  ///< whether the result of run equals the kept one
    /// The candidates around the best sizes so far; empty if there is no such stage.
    std::function<std::vector<Sizes>(int stage, const Sizes& best)> candidates;
};

inline double median(std::vector<double> x)
{
    std::sort(x.begin(), x.end());
    return x[x.size() / 2];
}

template <class Sizes>
class search {
public:
    /// @param end  when to stop
    /// @param say  called after each candidate
    search(const queue& q, const problem<Sizes>& p, clock::time_point end,
           std::function<void(const tuned&)> say)
        : q_(q), p_(p), end_(end), say_(std::move(say))
    {
        result_.problem = p.name;
    }

    tuned run()
    {
        trial<Sizes> usual;
        {
            const trying<Sizes> now(usual);
            p_.run();  // it is also the warm-up
            q_.finish();
        }
        result_.tried = 1;
        if (!usual.type) {
            result_.before = result_.after = p_.flops / once();
            return result_;
        }
        p_.keep();
        contest_ = {{usual.sizes, times(usual.sizes, 5)}};
        report();
        for (int stage = 0;; ++stage) {
            const std::vector<Sizes> some = p_.candidates(stage, contest_.front().sizes);
            if (some.empty()) break;
            for (const Sizes& s : some) attempt(s);
        }
        decide(usual.sizes, *usual.type);
        return result_;
    }

private:
    struct contender {
        Sizes sizes;
        double seconds;
        std::vector<double> again{};
    };

    double once() const
    {
        const auto start = clock::now();
        p_.run();
        q_.finish();
        return std::chrono::duration<double>(clock::now() - start).count();
    }
    double once(const Sizes& s) const
    {
        trial<Sizes> t(s);
        const trying<Sizes> now(t);
        return once();
    }
    /// The median time of some runs; of fewer if the first shows that these sizes are too slow.
    double times(const Sizes& s, int runs) const
    {
        std::vector<double> x = {once(s)};
        const double hopeless = contest_.empty() ? x[0] : 1.5 * contest_.front().seconds;
        while (static_cast<int>(x.size()) < runs && x[0] <= hopeless && clock::now() < end_)
            x.push_back(once(s));
        return median(x);
    }

    void attempt(const Sizes& s)
    {
        if (clock::now() >= end_ || !possible(s)) return;
        for (const Sizes& o : seen_)
            if (detail::same_key(o, s)) return;
        for (const contender& c : contest_)
            if (detail::same_key(c.sizes, s)) return;
        seen_.push_back(s);
        ++result_.tried;
        try {
            bool right = false;
            {
                trial<Sizes> t(s);
                const trying<Sizes> now(t);
                right = p_.right();
            }
            if (right) {
                once(s);  // a warm-up, for pages and caches
                const contender c = {s, times(s, 5)};
                const auto slower = [&](const contender& o) { return o.seconds > c.seconds; };
                contest_.insert(std::find_if(contest_.begin(), contest_.end(), slower), c);
            } else {
                ++result_.wrong;
            }
        } catch (const std::exception&) {
            ++result_.failed;
            finish_anyhow();
        }
        report();
    }

    /// Times the best few and the usual sizes in turns. The least median with a right result wins.
    void decide(const Sizes& usual, element type)
    {
        std::vector<contender> last;
        for (const contender& c : contest_)
            if (last.size() < 3 || detail::same_key(c.sizes, usual)) last.push_back(c);
        for (int round = 0; round < 11 && (round < 3 || clock::now() < end_); ++round)
            for (contender& c : last) c.again.push_back(once(c.sizes));
        std::sort(last.begin(), last.end(), [](const contender& a, const contender& b) {
            return median(a.again) < median(b.again);
        });
        bool found = false;
        for (const contender& c : last) {
            const double rate = p_.flops / median(c.again);
            if (detail::same_key(c.sizes, usual)) {
                result_.before = rate;
                if (found) continue;
            } else if (!found) {
                once(c.sizes);
                if (!p_.equals()) {
                    ++result_.wrong;
                    continue;
                }
            }
            if (found) continue;
            found = true;
            result_.after = rate;
            best_ = line_of(c.sizes, type, p_.at);
        }
        best_.note = detail::text(std::lround(result_.after / 1e9), " GF/s, before ",
                                  std::lround(result_.before / 1e9));
        remember(q_.device().facts(), {best_});
        result_.sizes = text_of(best_);
    }

    void report()
    {
        result_.after = p_.flops / contest_.front().seconds;
        result_.sizes = text_of(line_of(contest_.front().sizes, element::f32, p_.at));
        say_(result_);
    }
    void finish_anyhow() const
    {
        try {
            q_.finish();
        } catch (const error&) {  // an error that the failed launch left behind
        }
    }

    const queue& q_;
    const problem<Sizes>& p_;
    clock::time_point end_;
    std::function<void(const tuned&)> say_;
    tuned result_;
    std::vector<contender> contest_;  ///< the fastest first
    std::vector<Sizes> seen_;
    line best_;
};

/// Searches the sizes of each problem in turn. Each has its share of the time.
template <class Sizes>
std::vector<tuned> tune(const queue& q, std::size_t n, const tune_options& o,
                        const std::function<problem<Sizes>(std::size_t)>& make)
{
    detail::require(o.seconds > 0, "tune: seconds is ", o.seconds, ", must be above 0");
    const auto start = clock::now();
    const auto past = [&] { return std::chrono::duration<double>(clock::now() - start).count(); };
    std::vector<tuned> all;
    for (std::size_t i = 0; i < n; ++i) {
        const double left = std::max(0.0, o.seconds - past());
        const auto share = std::chrono::duration<double>(left / static_cast<double>(n - i));
        const problem<Sizes> p = make(i);
        const auto say = [&](const tuned& t) {
            if (o.progress)
                o.progress({t.problem.c_str(), std::min(1.0, past() / o.seconds), t.tried, t.after,
                            t.sizes.c_str()});
        };
        all.push_back(
            search<Sizes>(q, p, clock::now() + std::chrono::duration_cast<clock::duration>(share),
                          say)
                .run());
    }
    return all;
}

}  // namespace kumiko::tuning
