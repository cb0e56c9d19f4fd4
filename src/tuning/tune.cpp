// SPDX-License-Identifier: Apache-2.0
#include <kumiko/tune.hpp>

#include "core/system.hpp"
#include "tuning/gemm.hpp"

namespace kumiko {
namespace {

using tuning::line;

/// All structs of sizes.
template <class... Sizes>
struct list_of {
    /// @return why no operation would use the line; empty if one would
    static std::string check(const line& l)
    {
        std::string why = detail::text("nothing reads ", l.operation, ", ",
                                       l.form == kind::cpu ? "cpu" : "gpu", " kind");
        const auto ask = [&](auto s) {
            if (l.operation == s.operation && l.form == s.form) why = tuning::read(l, s);
        };
        (ask(Sizes{}), ...);
        return why;
    }
};
using all_sizes = list_of<tuning::gemm_cpu, tuning::gemm_gpu>;

tuning_file checked(const tuning::file& f)
{
    tuning_file t;
    t.path = f.from;
    t.refused = f.refused;
    for (const line& l : f.lines) {
        const std::string why = all_sizes::check(l);
        if (why.empty())
            t.lines.push_back(tuning::print(l));
        else
            t.refused.push_back(detail::text("line ", l.number, ": ", why));
    }
    return t;
}

}  // namespace

tuning_file measured_tuning(const device& d) { return checked(tuning::measured(d.facts())); }

tuning_file examine_tuning(const std::string& path)
{
    const auto bytes = detail::read_file(path);
    detail::require(bytes.has_value(), "cannot read the tuning file ", path);
    return checked(tuning::parse(path, *bytes));
}

bool clear_tuning(const device& d) { return tuning::forget(d.facts()); }

}  // namespace kumiko
