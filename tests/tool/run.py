#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Compares kumiko run with NumPy: run.py TOOL FOLDER. Exits with 77 if there is no NumPy.
import os
import subprocess
import sys

try:
    import numpy as np
except ImportError:
    print("tool: skipped: python3 has no numpy")
    sys.exit(77)

tool, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
os.makedirs(folder, exist_ok=True)
os.chdir(folder)
rng = np.random.default_rng(1)
failed = 0


def check(right, what):
    global failed
    if not right:
        failed += 1
        print("wrong:", what)


def run(*arguments, status=0):
    r = subprocess.run([tool, "run", *arguments], capture_output=True, text=True)
    check(r.returncode == status, f"run {' '.join(arguments)} ends with {r.returncode}: {r.stdout}{r.stderr}")
    return r


def refused(says, *arguments):
    r = run(*arguments, status=2)
    check(says in r.stderr, f"run {' '.join(arguments)} says {r.stderr!r}, not {says!r}")


def whole(shape, dtype):  # small whole numbers: every sum is exact
    return rng.integers(-8, 9, shape).astype(dtype)


# Matrices, transposed and column-major ones, and every type that NumPy has.
for dtype in (np.float32, np.float64, np.complex64, np.complex128):
    a, b = whole((5, 7), dtype), whole((6, 7), dtype)
    np.save("a.npy", a)
    np.save("b.npy", np.asfortranarray(b))
    run("linalg/gemm", "op_b=transposed", "alpha=2", "a.npy", "b.npy", "-o", "c.npy")
    c = np.load("c.npy")
    check(c.dtype == dtype and np.array_equal(c, 2 * a @ b.T), f"gemm of {dtype.__name__}")
    c0 = whole((5, 6), dtype)
    np.save("c0.npy", c0)
    run("linalg/gemm", "op_b=transposed", "beta=3", "a.npy", "b.npy", "c0.npy", "-o", "c.npy")
    check(np.array_equal(np.load("c.npy"), a @ b.T + 3 * c0), "gemm with what C held")
a, b = rng.integers(-128, 128, (4, 9)).astype(np.int8), rng.integers(0, 256, (9, 3)).astype(np.uint8)
np.save("a.npy", a)
np.save("b.npy", b)
run("linalg/gemm", "a.npy", "b.npy", "-o", "c.npy")
check(np.array_equal(np.load("c.npy"), a.astype(np.int32) @ b.astype(np.int32)), "gemm of bytes")
a = whole((4, 5), np.float16)
np.save("a.npy", a)
np.save("b.npy", a.T.copy())
run("linalg/gemm", "--type", "f32", "a.npy", "b.npy", "-o", "c.npy")
check(np.load("c.npy").dtype == np.float32, "--type chooses among types")
run("linalg/gemm", "a.npy", "b.npy", "-o", "c.npy")
check(np.array_equal(np.load("c.npy"), a @ a.T), "gemm of halves")
bias = whole((4,), np.float32)
a, b = whole((3, 5), np.float32), whole((5, 4), np.float32)
np.save("a.npy", a)
np.save("b.npy", b)
np.save("bias.npy", bias)
run("linalg/gemm", "then=relu", "column_bias=bias.npy", "a.npy", "b.npy", "-o", "c.npy")
check(np.array_equal(np.load("c.npy"), np.maximum(a @ b + bias, 0)), "an optional operand by name")

# Stacked matrices, of 3 and 4 axes.
a, b = whole((2, 3, 4, 5), np.float32), whole((2, 3, 5, 6), np.float32)
np.save("a.npy", a)
np.save("b.npy", b)
run("linalg/gemm_batched", "count=6", "a.npy", "b.npy", "-o", "c.npy")
c = np.load("c.npy")
check(c.shape == (2, 3, 4, 6) and np.array_equal(c, a @ b), "gemm_batched of 4 axes")

# Numbers go to standard output; vectors may have any number of axes.
for dtype in (np.int32, np.uint32, np.int64, np.float32, np.float64, ">f8"):
    x = np.abs(whole((3, 4, 5), np.float64)).astype(dtype)
    np.save("x.npy", x)
    check(float(run("parallel/reduce", "x.npy").stdout) == float(x.sum()), f"sum of {dtype}")
    check(float(run("parallel/reduce", "op=max", "x.npy").stdout) == float(x.max()), f"max of {dtype}")
run("parallel/reduce", "x.npy", "-o", "y.npy")
check(np.load("y.npy").shape == (1,), "a number in a file")
x = (whole((9,), np.float32) + 1j * whole((9,), np.float32)).astype(np.complex64)
np.save("x.npy", x)
check(complex(run("linalg/dotc", "x.npy", "x.npy").stdout) == complex(np.vdot(x, x)), "a complex number")

# Images of 2 and 3 axes, in both kinds.
for shape in ((9, 12), (9, 12, 3)):
    p = rng.integers(0, 256, shape).astype(np.uint8)
    np.save("p.npy", p)
    padded = np.pad(p.astype(int), [(1, 1), (1, 1)] + [(0, 0)] * (len(shape) - 2), "reflect")
    w = (1, 2, 1)
    total = sum(w[i] * w[j] * padded[i:i + 9, j:j + 12] for i in range(3) for j in range(3))
    for kind in ("cpu", "gpu"):
        run("image/gaussian", "size=3", "--kind", kind, "p.npy", "-o", "q.npy")
        check(np.array_equal(np.load("q.npy"), (total + 8) >> 4), f"gaussian of {shape}, {kind} kind")

# Frames.
np.full(8 * 4 * 3 // 2, 128, np.uint8).tofile("grey.yuv")
run("video/convert", "grey.yuv:8x4:nv12", "-o", "grey.raw:rgba")
check(os.path.getsize("grey.raw") == 8 * 4 * 4, "a frame's size")
check(np.fromfile("grey.raw", np.uint8).reshape(4, 8, 4)[0, 0].tolist() == [130, 130, 130, 255], "a frame's grey")

# In place, and time.
x = whole((16,), np.float32)
np.save("x.npy", x)
run("linalg/copy", "--in-place", "x.npy", "-o", "y.npy")
check(np.array_equal(np.load("y.npy"), x), "copy in place")
check("median" in run("linalg/copy", "--time", "x.npy", "-o", "y.npy").stderr, "--time")

# Mistakes: each message says what is wrong.
np.save("p.npy", np.zeros((4, 5), np.uint8))
refused("did you mean 'image/gaussian'", "image/gausian", "p.npy", "-o", "q.npy")
refused("did you mean 'size'", "image/gaussian", "sise=3", "p.npy", "-o", "q.npy")
refused("size is '33', must be a whole number, 0 to 31", "image/gaussian", "size=33", "p.npy", "-o", "q.npy")
refused("size is 'x'", "image/gaussian", "size=x", "p.npy", "-o", "q.npy")
refused("size is 4, must be odd", "image/gaussian", "size=4", "p.npy", "-o", "q.npy")
refused("where shall dst be written", "image/gaussian", "p.npy")
refused("src is missing", "image/gaussian", "-o", "q.npy")
refused("no operand for", "image/gaussian", "p.npy", "p.npy", "-o", "q.npy")
refused("so inputs come before -o", "image/gaussian", "-o", "q.npy", "p.npy")
refused("cannot work in place", "image/gaussian", "--in-place", "p.npy", "-o", "q.npy")
refused("cannot be read", "image/gaussian", "nowhere.npy", "-o", "q.npy")
refused("is no .npy file", "image/gaussian", "grey.yuv", "-o", "q.npy")
np.save("d.npy", np.zeros((4, 5), np.int16))
refused("image/gaussian does not take", "image/gaussian", "d.npy", "-o", "q.npy")
np.save("d.npy", np.zeros((4,), np.uint8))
refused("src is an image, of 2 axes (height, width) or 3 (and channels), the file has 1", "image/gaussian",
        "d.npy", "-o", "q.npy")
refused("a is a matrix, of 2 axes or more, the file has 1", "linalg/gemm", "d.npy", "-o", "q.npy")
np.save("d.npy", np.array(["text"]))
refused("none of Kumiko's", "image/gaussian", "d.npy", "-o", "q.npy")
np.save("d.npy", np.zeros((1, 1, 1, 1, 1), np.uint8))
refused("may have 1 to 4", "image/gaussian", "d.npy", "-o", "q.npy")
np.save("a.npy", np.zeros((2, 3), np.float32))
np.save("b.npy", np.zeros((4, 5), np.float32))
refused("linalg/gemm: k is 3, b_rows is 4, must be equal", "linalg/gemm", "a.npy", "b.npy", "-o", "c.npy")
refused("a frame is given as", "video/convert", "grey.yuv", "-o", "grey.raw:rgba")
refused("the file has", "video/convert", "grey.yuv:9x4:nv12", "-o", "grey.raw:rgba")
refused("no pixel format", "video/convert", "grey.yuv:8x4:nv13", "-o", "grey.raw:rgba")
with open("p.npy", "rb") as f:
    whole_file = f.read()
for length in (0, 5, 9, 20, len(whole_file) - 1):
    with open("d.npy", "wb") as f:
        f.write(whole_file[:length])
    run("image/gaussian", "d.npy", "-o", "q.npy", status=2)
run("linalg/copy", "x.npy", "-o", "no_such_folder/y.npy", status=1)

# Mistakes in what is to be written, and where.
np.save("p.npy", np.zeros((4, 5), np.uint8))
refused("has no name", "image/gaussian", "p.npy", "-o", "")
refused("has no name", "video/convert", "grey.yuv:8x4:nv12", "-o", ":rgba")
refused("both to be written to", "linalg/swap", "x.npy", "x.npy", "-o", "y.npy", "./y.npy")
refused("given by -o", "image/gaussian", "dst=p.npy", "p.npy", "-o", "q.npy")
refused("src is given twice", "image/gaussian", "src=p.npy", "src=p.npy", "-o", "q.npy")
refused("does not take", "video/convert", "--type", "f32", "grey.yuv:8x4:nv12", "-o", "grey.raw:rgba")
for size in ("-8x-4", " 8x4", "+8x4", "8x 4", "8x4x", "8", "x", ""):
    refused("a frame is given as", "video/convert", f"grey.yuv:{size}:nv12", "-o", "grey.raw:rgba")
refused("a is missing", "linalg/gemm_batched", "-o", "c.npy")
refused("is no .npy file", "image/gaussian", "/dev/zero", "-o", "q.npy")  # which has no end
refused("the file has more", "video/convert", "/dev/zero:8x4:nv12", "-o", "grey.raw:rgba")

# Headers that NumPy would not write.
def header(name, text, data=b""):
    with open(name, "wb") as f:
        f.write(b"\x93NUMPY\1\0" + len(text).to_bytes(2, "little") + text + data)


def sized(shape, data=b""):
    header("d.npy", b"{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + b", }\n", data)


for shape in (b"(-1,)", b"((2,),)", b"(2,", b"[2]", b"2", b"(True,)", b"(0x2,)", b"(2L,)", b"(,)", b"(" * 60000,
              b"(4611686018427387904, 4)", b"(18446744073709551615,)", b"(99999999999999999999,)"):
    sized(shape, bytes(8))
    run("parallel/reduce", "d.npy", status=2)
sized(b"(2,), 'shape': (3,)", bytes(12))
run("parallel/reduce", "d.npy")  # of two entries Python takes the last
header("d.npy", b"{'descr': '\0f4', 'fortran_order': False, 'shape': (2,), }\n", bytes(8))
refused("its elements are of type", "parallel/reduce", "d.npy")  # the message ends at the NUL
np.save("d.npy", np.zeros((5, 3, 0), np.float32))
check(run("parallel/reduce", "d.npy").stdout == "0\n", "a size of zero, the last one of three")

# What is there is kept: a link is written through, files of other names stay, and no file is left over.
os.makedirs("out", exist_ok=True)
for name in os.listdir("out"):
    os.unlink("out/" + name)
for name in ("named", "part"):
    with open("out/" + name, "w") as f:
        f.write(name)
os.symlink("named", "out/link.npy")
os.symlink("part", "out/.kumiko0.part")
os.symlink("part", "out/plain.npy.part")
run("image/gaussian", "p.npy", "-o", "out/link.npy")
run("image/gaussian", "p.npy", "-o", "out/plain.npy")
check(os.path.islink("out/link.npy") and np.load("out/named").shape == (4, 5), "a link is written through")
check(not os.path.islink("out/plain.npy") and np.load("out/plain.npy").shape == (4, 5), "a plain file")
with open("out/part") as f:
    check(f.read() == "part", "what is behind a link of the name of an unfinished file")
long_name = "out/" + "n" * 251 + ".npy"
run("image/gaussian", "p.npy", "-o", long_name)
run("image/gaussian", "p.npy", "-o", "out", status=1)
check(sorted(os.listdir("out")) == sorted([".kumiko0.part", "link.npy", "named", "part", "plain.npy",
                                           "plain.npy.part", os.path.basename(long_name)]), "no file is left over")

# Standard output that takes nothing is told; one that is closed is nobody else's.
for command in (["run", "parallel/reduce", "x.npy"], ["describe"], ["--help"]):
    for where in ([">/dev/full"] if os.path.exists("/dev/full") else []) + [">&-", ">&- 2>&- <&-"]:
        r = subprocess.run(["sh", "-c", f'"$0" "$@" {where}', tool, *command], stderr=subprocess.DEVNULL)
        check(r.returncode == 1, f"{command} {where} ends with {r.returncode}")

print(f"{failed} wrong")
sys.exit(1 if failed else 0)
