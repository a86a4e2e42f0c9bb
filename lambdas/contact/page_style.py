"""The plain page's stylesheet, and the policy that allows it and nothing else."""

import base64
import hashlib
from typing import Final

CSS: Final = """
:root { color-scheme: light dark; --text: #1c1b1f; --quiet: #55525c; --ground: #fff; --line: #77737f; --accent: #0b57d0;
 --on-accent: #fff; --wrong: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --text: #ececf1; --quiet: #bab6c3; --ground: #17161a; --line: #95919d;
 --accent: #a8c7fa; --on-accent: #062e6f; --wrong: #f9b4ae; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 36rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { line-height: 1.2; }
a { color: var(--accent); display: inline-block; min-height: 24px; }
label, legend { display: block; font-weight: 600; }
.field { margin: 0 0 1.25rem; }
.quiet { color: var(--quiet); font-weight: 400; }
input, textarea, select { width: 100%; min-height: 44px; padding: .5rem; border: 1px solid var(--line);
 border-radius: .375rem; background: var(--ground); color: inherit; font: inherit; }
textarea { min-height: 9rem; resize: vertical; }
.consent { display: flex; gap: .75rem; }
.consent input { flex: none; width: 24px; min-height: 24px; height: 24px; margin: 0; }
.consent label { font-weight: 400; }
.problem { margin: .25rem 0 0; color: var(--wrong); font-weight: 600; }
[aria-invalid] { border: 2px solid var(--wrong); }
#problems { margin: 0 0 1.5rem; padding: 1rem; border: 2px solid var(--wrong); border-radius: .375rem; }
#problems h2 { margin: 0; font-size: 1.125rem; }
#problems ul { margin: .5rem 0 0; padding-left: 1.25rem; }
#problems li { margin: .25rem 0; }
#problems a { vertical-align: top; }
button { min-height: 44px; padding: .5rem 1.5rem; border: 1px solid transparent; border-radius: .375rem;
 background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.away { display: none; }
"""

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        f"style-src 'sha256-{base64.b64encode(hashlib.sha256(CSS.encode()).digest()).decode()}'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
"""The Content-Security-Policy. The edge puts a narrower one in its place only where there is none."""
