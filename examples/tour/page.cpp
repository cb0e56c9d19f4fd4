// SPDX-License-Identifier: Apache-2.0
#include "page.hpp"

#include "table.hpp"

namespace tour {
namespace {

const char* const style = R"(
:root { --paper: #faf6ef; --ink: #2c2520; --faint: #857a6e; --line: #e4dacb; --wood: #b4532a; --bar: #f0d9c4 }
@media (prefers-color-scheme: dark) {
  :root { --paper: #1d1a17; --ink: #ece5da; --faint: #a0958a; --line: #3a342e; --wood: #e08a57; --bar: #57392a }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif }
header { position: relative; padding: 4.5rem 0 2.5rem; border-bottom: 1px solid var(--line) }
header svg { position: absolute; inset: 0; width: 100%; height: 100%; color: var(--wood); opacity: .22 }
header div { position: relative }
header div, main { max-width: 66rem; margin: 0 auto; padding-left: 1.5rem; padding-right: 1.5rem }
h1 { margin: 0; font-size: 2.6rem; line-height: 1.1; letter-spacing: -.02em }
header p { margin: .6rem 0 0 }
h2 { margin: 3.2rem 0 .3rem; font-size: 1.4rem }
h2::before { content: ""; display: block; width: 2.2rem; height: 3px; margin-bottom: .7rem; background: var(--wood) }
p { max-width: 46rem; margin: .5rem 0 }
.note { color: var(--faint); font-size: .92rem }
.wrong { color: #c02020; font-weight: 600 }
.wide { overflow-x: auto }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums }
th { color: var(--faint); font-weight: 500; font-size: .85rem }
th, td { padding: .38rem .9rem .38rem 0; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap }
th.left, td.left { text-align: left; white-space: normal }
td.share { min-width: 9.5rem;
  background: linear-gradient(var(--bar), var(--bar)) no-repeat left center / var(--part) 70% content-box }
.row { display: flex; flex-wrap: wrap; gap: 1.2rem; margin: 1.2rem 0 }
figure { flex: 1 1 20rem; margin: 0 }
figure.video { margin: 1.2rem 0 }
img, video { display: block; width: 100%; height: auto; border-radius: 4px; background: #000 }
figcaption { margin-top: .45rem; color: var(--faint); font-size: .92rem }
a { color: var(--wood) }
footer { margin: 4rem 0 3rem; color: var(--faint); font-size: .92rem }
)";

// Asa-no-ha, the hemp leaf: the best known kumiko lattice. One tile of it, repeated.
const char* const lattice = R"svg(<svg aria-hidden="true"><defs>
<pattern id="leaf" width="36" height="62.35" patternUnits="userSpaceOnUse">
<path fill="none" stroke="currentColor" d="
M-36 0L0 0M-18 10.4L0 0M-18 31.2L0 0M-18 31.2L0 20.8M-18 31.2L0 41.6M-18 31.2L0 62.4
M-18 31.2L18 31.2M-18 52L0 62.4M0 0L0 20.8M0 0L18 10.4M0 0L18 31.2M0 0L36 0M0 20.8L18 31.2
M0 41.6L0 62.4M0 41.6L18 31.2M0 62.4L18 31.2M0 62.4L18 52M18 10.4L18 31.2M18 10.4L36 0
M18 31.2L18 52M18 31.2L36 0M18 31.2L36 20.8M18 31.2L36 41.6M18 31.2L36 62.4M18 31.2L54 31.2
M18 52L36 62.4M36 0L54 10.4M36 0L54 31.2M36 0L72 0M36 20.8L54 31.2M36 41.6L54 31.2
M36 62.4L54 31.2M36 62.4L54 52"/>
</pattern></defs><rect width="100%" height="100%" fill="url(#leaf)"/></svg>)svg";

}  // namespace

std::string page(const std::string& title, const std::string& subtitle, const std::string& body)
{
    return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
           escape(title) + "</title>\n<style>" + style + "</style></head>\n<body>\n<header>" +
           lattice + "\n<div><h1>" + escape(title) + "</h1><p>" + escape(subtitle) +
           "</p></div></header>\n<main>\n" + body + "</main>\n</body></html>\n";
}

}  // namespace tour
