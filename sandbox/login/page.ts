import { Html, html } from "@/sandbox/login/html"

/** A whole page. Every page says that it is not Xero, and uses no script or outside asset. */
export function page({ title, body }: { title: string; body: Html }): string {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · Sandbox – not Xero</title>
<link rel="icon" href="data:,">
<style>${new Html(STYLE)}</style>
</head>
<body>
<header class="banner"><strong>Sandbox – not Xero.</strong> Made-up people and organisations, on this machine only.</header>
<main>${body}</main>
</body>
</html>`
  return document.text
}

const STYLE = `
:root {
  --page: #eef1f4; --card: #ffffff; --line: #d5dae1; --text: #1a2330; --soft: #566173;
  --accent: #1f5fbf; --on-accent: #ffffff; --hover: #f3f6fa; --band: #5b3fb3; --on-band: #ffffff;
  --warn: #a1260d; --chip: #eef1f5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #11161d; --card: #1a212b; --line: #36414f; --text: #e8edf3; --soft: #a2aebd;
    --accent: #7fb0ff; --on-accent: #0c1420; --hover: #222b37; --band: #4a3391; --on-band: #f4f0ff;
    --warn: #ff9b85; --chip: #252e3a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK JP", "Noto Sans Arabic", sans-serif;
}
.banner { margin: 0; padding: .6rem 1rem; background: var(--band); color: var(--on-band); text-align: center; font-size: .875rem; }
main {
  max-width: 30rem; margin: 2rem auto; padding: 1.75rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 12px;
}
@media (max-width: 32rem) { main { margin: 1rem .75rem; padding: 1.25rem 1rem; } }
h1 { margin: 0 0 .35rem; font-size: 1.35rem; line-height: 1.3; text-wrap: balance; }
h2 { margin: 1.4rem 0 .5rem; font-size: .95rem; }
p { margin: 0 0 .75rem; }
.soft { color: var(--soft); font-size: .9rem; }
.warn { color: var(--warn); }
bdi, .name { overflow-wrap: anywhere; }
button, select {
  font: inherit; color: inherit; border-radius: 8px; border: 1px solid var(--line); background: var(--card);
  min-height: 2.75rem; padding: .5rem .9rem; max-width: 100%;
}
button { cursor: pointer; }
button:hover { background: var(--hover); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
.primary:hover { background: var(--accent); filter: brightness(1.08); }
button:disabled { opacity: .5; cursor: not-allowed; filter: none; }
.actions { display: flex; flex-direction: column; gap: .6rem; margin-top: 1.25rem; }
.people { list-style: none; margin: 1rem 0; padding: 0; display: grid; gap: .5rem; }
.people button { width: 100%; display: flex; gap: .85rem; align-items: center; text-align: start; }
.people .who { min-width: 0; display: block; }
.people .who span { display: block; }
.avatar {
  flex: none; width: 2.25rem; height: 2.25rem; border-radius: 50%; background: var(--chip);
  display: grid; place-items: center; font-weight: 600;
}
.signed-in { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: .5rem; border-block: 1px solid var(--line); padding: .6rem 0; margin: 1rem 0; }
.signed-in div { min-width: 0; }
.link { border: 0; background: none; padding: 0 .25rem; min-height: 2rem; color: var(--accent); text-decoration: underline; }
.scopes { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .35rem; }
.scopes li { background: var(--chip); border-radius: 6px; padding: .1rem .5rem; font: .8125rem/1.6 ui-monospace, SFMono-Regular, Menlo, monospace; overflow-wrap: anywhere; }
label { display: block; font-weight: 600; font-size: .95rem; margin: 1.4rem 0 .4rem; }
select { width: 100%; text-overflow: ellipsis; }
fieldset { border: 1px solid var(--line); border-radius: 8px; margin: 1.4rem 0 0; padding: .5rem 1rem; min-width: 0; }
legend { font-weight: 600; font-size: .95rem; padding: 0 .35rem; }
.tick { display: flex; gap: .6rem; align-items: flex-start; font-weight: 400; margin: .5rem 0; }
.tick input { flex: none; width: 1.15rem; height: 1.15rem; margin: .2rem 0 0; accent-color: var(--accent); }
code { font: .9em ui-monospace, SFMono-Regular, Menlo, monospace; overflow-wrap: anywhere; }
ul.plain { margin: 0; padding-inline-start: 1.2rem; }
`
