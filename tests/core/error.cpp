// SPDX-License-Identifier: Apache-2.0
#include <kumiko/error.hpp>

#include "support/catch.hpp"

TEST_CASE("an error names the call and the status", "[error][small]")
{
    const kumiko::error e(-5, "clCreateBuffer");
    CHECK(std::string(e.what()) == "clCreateBuffer: CL_OUT_OF_RESOURCES (-5)");
    CHECK(e.code().value() == -5);
    CHECK(e.code().category() == kumiko::opencl_category());
    CHECK(std::string(kumiko::opencl_category().name()) == "opencl");
    CHECK(kumiko::opencl_category().message(-1001) == "CL_PLATFORM_NOT_FOUND_KHR (-1001)");
    CHECK(kumiko::opencl_category().message(-4242) == "OpenCL status -4242");
}

TEST_CASE("a build error carries its parts and reads as one", "[error][small]")
{
    const kumiko::build_error e(-11, "cl/a.cl", "-DN=1", "a device", "a.cl:1: error");
    CHECK(e.file() == "cl/a.cl");
    CHECK(e.options() == "-DN=1");
    CHECK(e.device() == "a device");
    CHECK(e.log() == "a.cl:1: error");
    CHECK(std::string(e.what()) ==
          "cl/a.cl [-DN=1] on a device\na.cl:1: error\n: CL_BUILD_PROGRAM_FAILURE (-11)");
    CHECK_THROWS_AS(throw e, std::system_error);
}
