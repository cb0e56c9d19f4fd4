// SPDX-License-Identifier: Apache-2.0
#include "core/programs.hpp"

#include <algorithm>
#include <vector>

#include "core/cache.hpp"
#include "core/quirks.hpp"

namespace kumiko::detail {
namespace {

std::string key_of(const context& c, const std::string& text, const std::string& options)
{
    return packer().text(identity(c.facts)).text(text).text(options).bytes();
}

/// The binary of a program; empty if the driver does not give it.
std::string binary_of(const cl::Program& p, cl_device_id d)
{
    std::vector<cl_device_id> devices;  // of the context, which may have other devices than ours
    std::vector<std::size_t> sizes;
    if (p.getInfo(CL_PROGRAM_DEVICES, &devices) != CL_SUCCESS ||
        p.getInfo(CL_PROGRAM_BINARY_SIZES, &sizes) != CL_SUCCESS || sizes.size() != devices.size())
        return {};
    std::vector<std::string> binaries;
    std::vector<unsigned char*> pointers;
    std::string ours;
    for (const std::size_t n : sizes) binaries.emplace_back(n, '\0');
    for (std::string& b : binaries)
        pointers.push_back(b.empty() ? nullptr : reinterpret_cast<unsigned char*>(b.data()));
    if (clGetProgramInfo(p(), CL_PROGRAM_BINARIES, pointers.size() * sizeof pointers[0],
                         pointers.data(), nullptr) != CL_SUCCESS)
        return {};
    for (std::size_t i = 0; i < devices.size(); ++i)
        if (devices[i] == d) ours = std::move(binaries[i]);
    return ours;
}

bool keep(context& c, const built& b, const std::string& key)
{
    if (!b.signatures || cache().folder.empty()) return false;
    const std::string binary = binary_of(b.program, c.device.get());
    if (binary.empty()) return false;
    save(entry::program, key, packer().text(pack(*b.signatures)).text(binary).bytes());
    return true;
}

/// The program from the cache on disk; null if there is no entry, or it is unusable.
std::shared_ptr<built> loaded(context& c, const std::string& key)
{
    const std::optional<std::string> payload = load(entry::program, key);
    if (!payload) return nullptr;
    unpacker in(*payload);
    auto b = std::make_shared<built>();
    b->signatures = unpack_signatures(in.text());
    const std::string_view binary = in.text();
    cl_int status = CL_INVALID_BINARY;
    if (b->signatures && in.done() && !binary.empty()) {
        const cl::Device d(c.device.get(), true);
        b->program =
            cl::Program(c.handle, {d}, {std::vector<unsigned char>(binary.begin(), binary.end())},
                        nullptr, &status);
        if (status == CL_SUCCESS) status = b->program.build(d);
    }
    if (status != CL_SUCCESS) {
        discard(entry::program, key);
        return nullptr;
    }
    c.loads.fetch_add(1, std::memory_order_relaxed);
    b->kept = true;
    return b;
}

std::shared_ptr<built> compiled(context& c, const std::string& file, const std::string& text,
                                const std::string& options)
{
    auto b = std::make_shared<built>();
    cl_int status = 0;
    b->program = cl::Program(c.handle, text, false, &status);
    check(status, "clCreateProgramWithSource");
    const cl::Device d(c.device.get(), true);
    // The option makes the compiler keep signatures, which kernel::launch checks arguments against.
    status = b->program.build(d, (options + " -cl-kernel-arg-info").c_str());
    if (status != CL_SUCCESS)
        throw build_error(status, file, options, c.facts.name,
                          b->program.getBuildInfo<CL_PROGRAM_BUILD_LOG>(d));
    c.builds.fetch_add(1, std::memory_order_relaxed);
    b->signatures = signatures_of(b->program);
    return b;
}

}  // namespace

std::shared_ptr<const built> program_of(context& c, const std::string& file, std::string text,
                                        const std::string& options)
{
    const std::lock_guard lock(c.building);
    const auto found = c.programs.find({text, options});
    if (found != c.programs.end()) {
        c.cache_hits.fetch_add(1, std::memory_order_relaxed);
        return found->second;
    }
    const std::string key = key_of(c, text, options);
    std::shared_ptr<built> b = loaded(c, key);
    if (!b) {
        b = compiled(c, file, text, options);
        if (!has(quirk::binary_costs_a_build, c.facts)) b->kept = keep(c, *b, key);
    }
    c.programs.emplace(std::pair{std::move(text), options}, b);
    return b;
}

std::size_t keep_programs(context& c)
{
    const std::lock_guard lock(c.building);
    std::size_t kept = 0;
    for (auto& [text_and_options, b] : c.programs) {
        if (b->kept) continue;
        b->kept = keep(c, *b, key_of(c, text_and_options.first, text_and_options.second));
        kept += b->kept;
    }
    return kept;
}

}  // namespace kumiko::detail
